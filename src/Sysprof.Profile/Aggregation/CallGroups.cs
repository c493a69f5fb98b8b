using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Profile.Aggregation;

/// <summary>The calls of threads added up by group; a row of <see cref="Calls"/> is a group.</summary>
/// <param name="By">What a group is.</param>
/// <param name="Calls">The groups and their calls.</param>
/// <param name="ThreadCounts">How many threads each group is made of, by its row.</param>
public sealed record CallGroups(GroupBy By, CallTable Calls, IReadOnlyList<int> ThreadCounts)
{
    private static readonly ThreadInfo s_everyone = new(default, "", "", 0, "");

    /// <summary>What the calls of each group were made on, by its row; empty where that is not what groups are.</summary>
    public IReadOnlyList<Resource> Resources { get; private init; } = [];

    /// <summary>The pool that each group is, by its row; empty where that is not what groups are.</summary>
    public IReadOnlyList<NamedPool> Pools { get; private init; } = [];

    /// <summary>
    /// Groups threads. By thread, <paramref name="threads"/> itself is the result where nothing is added up, not a copy.
    /// </summary>
    /// <param name="threads">The threads.</param>
    /// <param name="by">What a group is.</param>
    /// <param name="operations">Which calls are told apart by what they were asked to do.</param>
    /// <param name="pools">
    /// In which pools the threads are, asked for by pool alone; null to see that from these threads.
    /// </param>
    public static CallGroups Of(
        CallTable threads, GroupBy by, OperationDetail operations, Func<KnownPools>? pools = null)
    {
        var detail = new DetailFilter(operations);
        return by switch
        {
            GroupBy.Thread when !threads.HasParts => new(by, threads, [.. Enumerable.Repeat(1, threads.ThreadCount)]),
            GroupBy.Thread => Merge(threads, by, detail, [.. Enumerable.Range(0, threads.ThreadCount).Select(row => (List<int>)[row])]),
            GroupBy.Process => Merge(threads, by, detail, ProcessRows.Of(threads)),
            GroupBy.Pool => ByPool(threads, detail, pools?.Invoke() ?? KnownPools.Of(threads, KnownRoles.Of(threads))),
            GroupBy.Cgroup => Merge(threads, by, detail, Cgroups(threads)),
            GroupBy.File => ByResource(threads, by, detail, resource => resource),
            GroupBy.Peer => ByResource(threads, by, detail, PeerOf),
            _ => Merge(threads, by, detail, [[.. Enumerable.Range(0, threads.ThreadCount)]]),
        };
    }

    /// <summary>The calls on each thing, or on each that stands for several.</summary>
    private static CallGroups ByResource(
        CallTable threads, GroupBy by, DetailFilter detail, Func<Resource, Resource?> standFor)
    {
        var calls = new CallTable();
        var groups = new Dictionary<Resource, int>();
        var threadCounts = new List<int>();
        var lastThreads = new List<int>();
        for (int row = 0; row < threads.ThreadCount; row++)
        {
            foreach (int cell in threads.CellsOf(row))
            {
                if (threads.Cell(cell).Resource is not { } made || standFor(made) is not { } resource)
                {
                    continue;
                }

                if (!groups.TryGetValue(resource, out int group))
                {
                    group = calls.AddThread(s_everyone);
                    groups.Add(resource, group);
                    threadCounts.Add(0);
                    lastThreads.Add(-1);
                }

                threadCounts[group] += lastThreads[group] == row ? 0 : 1;
                lastThreads[group] = row;
                calls.MergeInto(calls.CellOf(group, detail.Of(threads.Cell(cell))), threads, cell);
            }
        }

        return new(by, calls, threadCounts) { Resources = [.. groups.Keys] };
    }

    private static Resource? PeerOf(Resource resource) =>
        resource.Peer.Length == 0 ? null : new Resource(resource.Kind, resource.Peer, resource.Peer);

    /// <summary>The pools of each process, each thread in it the oldest first.</summary>
    private static CallGroups ByPool(CallTable threads, DetailFilter detail, KnownPools pools)
    {
        IGrouping<NamedPool, int>[] groups =
            [.. ProcessRows.Of(threads).SelectMany(process => process.GroupBy(row => pools.Of(threads.Thread(row).Info.Key)))];
        CallGroups merged = Merge(threads, GroupBy.Pool, detail, [.. groups.Select(rows => rows.ToList())]);
        for (int group = 0; group < groups.Length; group++)
        {
            ref ThreadRow row = ref merged.Calls.Thread(group);
            row.Info = row.Info with { Comm = groups[group].Key.Name };
        }

        return merged with { Pools = [.. groups.Select(group => group.Key)] };
    }

    /// <summary>The rows of each cgroup. One that was removed and made again under its path is the same.</summary>
    private static List<List<int>> Cgroups(CallTable threads)
    {
        var byPath = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var cgroups = new List<List<int>>();
        for (int row = 0; row < threads.ThreadCount; row++)
        {
            string path = threads.Thread(row).Info.Cgroup;
            if (!byPath.TryGetValue(path, out List<int>? rows))
            {
                rows = [];
                byPath.Add(path, rows);
                cgroups.Add(rows);
            }

            rows.Add(row);
        }

        return cgroups;
    }

    private static CallGroups Merge(CallTable threads, GroupBy by, DetailFilter detail, List<List<int>> members)
    {
        var calls = new CallTable();
        foreach (List<int> rows in members)
        {
            int group = calls.AddThread(InfoOf(by, threads, rows));
            calls.Thread(group).Ended = rows.Count > 0;
            foreach (int row in rows)
            {
                MergeThread(calls, group, threads, row, detail);
            }
        }

        return new(by, calls, [.. members.Select(rows => rows.Count)]);
    }

    private static ThreadInfo InfoOf(GroupBy by, CallTable threads, List<int> rows) => by switch
    {
        GroupBy.Thread => threads.Thread(rows[0]).Info,
        GroupBy.Process or GroupBy.Pool => ProcessInfo(threads, rows),
        GroupBy.Cgroup => s_everyone with { Cgroup = threads.Thread(rows[0]).Info.Cgroup },
        _ => s_everyone,
    };

    /// <summary>What threads of a process have in common, as the oldest of them says.</summary>
    private static ThreadInfo ProcessInfo(CallTable threads, List<int> rows)
    {
        ThreadInfo oldest = threads.Thread(rows[0]).Info;
        return oldest with
        {
            Key = oldest.Key with { Tid = oldest.Key.Tgid },
            Comm = oldest.Process,
            // One that ended early may not know yet what all of them run.
            Program = oldest.Program ?? rows.Select(row => threads.Thread(row).Info.Program).FirstOrDefault(found => found is not null),
        };
    }

    private static void MergeThread(CallTable calls, int group, CallTable threads, int row, DetailFilter detail)
    {
        ref ThreadRow target = ref calls.Thread(group);
        ref readonly ThreadRow source = ref threads.Thread(row);
        target.Lost += source.Lost;
        target.Ended &= source.Ended;
        target.AddTime(source);
        if (source.InFlight is { } inFlight && !(target.InFlight?.EnterNs <= inFlight.EnterNs))
        {
            // Of a group the longest call in flight is the one worth a look.
            target.InFlight = inFlight;
        }

        foreach (int cell in threads.CellsOf(row))
        {
            calls.MergeInto(calls.CellOf(group, detail.Of(threads.Cell(cell))), threads, cell);
        }
    }
}
