using Sysprof.Profile.Model;

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

    /// <summary>
    /// Groups threads. By thread, <paramref name="threads"/> itself is the result where nothing is added up, not a copy.
    /// </summary>
    public static CallGroups Of(CallTable threads, GroupBy by, OperationDetail operations)
    {
        var detail = new DetailFilter(operations);
        return by switch
        {
            GroupBy.Thread when !threads.HasParts => new(by, threads, [.. Enumerable.Repeat(1, threads.ThreadCount)]),
            GroupBy.Thread => Merge(threads, by, detail, [.. Enumerable.Range(0, threads.ThreadCount).Select(row => (List<int>)[row])]),
            GroupBy.Process => Merge(threads, by, detail, Processes(threads)),
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

    /// <summary>The rows of each process, the oldest thread first.</summary>
    /// <remarks>
    /// A pid may be reused within a run. A process's leader (tid = pid) is its first thread, and a pid is free only
    /// when all threads of its process are gone, so every leader begins a process, and a thread belongs to the
    /// youngest leader that is not younger than itself. Threads older than every leader in the table have a process
    /// of their own: its leader made no call.
    /// </remarks>
    private static List<List<int>> Processes(CallTable threads)
    {
        IOrderedEnumerable<int> byAge = Enumerable.Range(0, threads.ThreadCount)
            .OrderBy(row => Key(row).Tgid)
            .ThenBy(row => Key(row).StartNs)
            .ThenByDescending(row => IsLeader(Key(row)))
            .ThenBy(row => Key(row).Tid);
        var processes = new List<List<int>>();
        foreach (int row in byAge)
        {
            bool isNew = processes.Count == 0 || Key(processes[^1][0]).Tgid != Key(row).Tgid || IsLeader(Key(row));
            if (isNew)
            {
                processes.Add([]);
            }

            processes[^1].Add(row);
        }

        return processes;

        ThreadKey Key(int row) => threads.Thread(row).Info.Key;
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

    private static bool IsLeader(ThreadKey key) => key.Tid == key.Tgid;

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
        GroupBy.Process => ProcessInfo(threads.Thread(rows[0]).Info),
        GroupBy.Cgroup => s_everyone with { Cgroup = threads.Thread(rows[0]).Info.Cgroup },
        _ => s_everyone,
    };

    private static ThreadInfo ProcessInfo(ThreadInfo oldest) =>
        oldest with { Key = oldest.Key with { Tid = oldest.Key.Tgid }, Comm = oldest.Process };

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
