using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Cli.Now;

/// <summary>Makes frames of what was counted and what was found.</summary>
/// <param name="run">What stays the same over the run.</param>
/// <param name="order">How the threads of a process are sorted.</param>
/// <param name="programOf">What a process runs, by its PID; null where that is not known.</param>
internal sealed class NowModel(RunInfo run, NowOrder order, Func<int, ProgramInfo?> programOf)
{
    private readonly KnownRoles _roles = new();
    private Dictionary<ThreadKey, ThreadSight> _before = [];

    /// <summary>The next frame.</summary>
    /// <param name="watched">What happened since the last one.</param>
    /// <param name="sights">What was found at its end.</param>
    /// <param name="nameOf">What a descriptor of a thread is.</param>
    public NowFrame Take(Interval watched, IReadOnlyList<ThreadSight> sights, Func<ThreadKey, int, string?> nameOf)
    {
        Dictionary<ThreadKey, CountedThread> counted = Count(watched);
        var frame = new NowFrame
        {
            Run = run,
            Time = run.Start.AddTicks((watched.EndNs - run.StartNs) / 100),
            WatchedNs = watched.EndNs - watched.StartNs,
            Processes =
            [
                .. sights.GroupBy(sight => sight.Key.Tgid)
                    .OrderBy(process => process.Key)
                    .Select(process => Process(process.Key, [.. process], watched, counted)),
            ],
            NameOf = nameOf,
        };
        _roles.Keep(sights.Select(sight => sight.Key));
        _before = new Dictionary<ThreadKey, ThreadSight>(sights.Count);
        foreach (ThreadSight sight in sights)
        {
            _before[sight.Key] = sight;
        }

        return frame;
    }

    private NowProcess Process(
        int tgid, ThreadSight[] sights, Interval watched, Dictionary<ThreadKey, CountedThread> counted)
    {
        ProgramInfo program = programOf(tgid) ?? ProgramInfo.Unknown;
        NoteRoles(program, sights, watched, counted);
        IEnumerable<NowThread> threads = sights.Select(sight => new NowThread(
            sight, SharesOf(sight, watched, counted.GetValueOrDefault(sight.Key)), _roles.Of(sight.Key)));
        string? cgroup = sights.Select(sight => counted.GetValueOrDefault(sight.Key).Cgroup).FirstOrDefault(path => path is { Length: > 0 });
        return new NowProcess(tgid, sights[0].Process, cgroup ?? "", program, order.Sort(threads));
    }

    private void NoteRoles(
        ProgramInfo program, ThreadSight[] sights, Interval watched, Dictionary<ThreadKey, CountedThread> counted)
    {
        // Who made no call has a name all the same.
        var silent = new CallTable();
        _roles.Add(
            program,
            [.. sights.Select(sight => counted.TryGetValue(sight.Key, out CountedThread thread)
                ? new ThreadFacts(watched.Calls, thread.Row)
                : new ThreadFacts(silent, silent.AddThread(new ThreadInfo(sight.Key, sight.Comm, sight.Process, 0, ""))))]);
    }

    private ThreadShares? SharesOf(ThreadSight sight, Interval watched, CountedThread counted)
    {
        // Before it was born it did nothing.
        long startNs = Math.Max(watched.StartNs, (long)sight.Key.StartNs);
        long spanNs = watched.EndNs - startNs;
        if (spanNs <= 0)
        {
            return null;
        }

        // Of a call that ended in this time, what was before it does not count.
        long earlyNs = _before.GetValueOrDefault(sight.Key)?.Call?.EnterNs is { } entered && entered != sight.Call?.EnterNs
            ? Math.Max(0, startNs - entered)
            : 0;

        // The call that a thread was in when it was found ends unseen: only its end is known.
        long joinedNs = sight.JoinedNs is { } joined ? Math.Clamp(joined - startNs, 0, spanNs) : 0;
        long stillNs = sight.Call is { } call
            ? watched.EndNs - Math.Max(startNs, call.EnterNs ?? watched.EndNs - call.AtLeastNs)
            : 0;
        bool waits = sight is { OnCpu: false, State: not TaskState.Running };
        long callsNs = counted.TimeNs - earlyNs + joinedNs + stillNs;
        long waitingNs = counted.BlockedNs - earlyNs + joinedNs + (waits ? stillNs : 0);
        double calls = Math.Clamp((double)callsNs / spanNs, 0, 1);
        return new ThreadShares(calls, Math.Clamp((double)waitingNs / spanNs, 0, calls));
    }

    private static Dictionary<ThreadKey, CountedThread> Count(Interval watched)
    {
        CallTable calls = watched.Calls;
        var threads = new Dictionary<ThreadKey, CountedThread>(calls.ThreadCount);
        for (int row = 0; row < calls.ThreadCount; row++)
        {
            long timeNs = 0;
            long blockedNs = 0;
            foreach (int cell in calls.CellsOf(row))
            {
                timeNs += calls.Cell(cell).TimeNs;
                blockedNs += calls.Cell(cell).BlockedNs;
            }

            ThreadInfo info = calls.Thread(row).Info;
            threads[info.Key] = new CountedThread(row, timeNs, blockedNs, info.Cgroup);
        }

        return threads;
    }

    private readonly record struct CountedThread(int Row, long TimeNs, long BlockedNs, string? Cgroup);
}
