using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Findings;

/// <summary>Threads that sleep for the same short time again and again: they look by the clock instead of being woken.</summary>
internal sealed class SleepPollRule : IFindingRule
{
    /// <summary>Sleeps per second of one thread: no timer that people see needs more, and a CPU that is woken so often saves nothing.</summary>
    public const double LeastPerSecond = 50;

    /// <summary>Sleeps of one thread, so that a pause now and then in a short run is none.</summary>
    public const long LeastCalls = 100;

    /// <summary>
    /// How much longer the 75th percentile may be than the 25th: a fixed time differs by how late the thread is woken,
    /// waits for what happens differ by far more.
    /// </summary>
    public const double MostSpread = 2;

    /// <summary>Of waits for readiness, the share that must have found nothing: else something does wake the thread.</summary>
    public const double LeastNothing = 0.8;

    /// <summary>What it costs to sleep and be woken: two switches, and a timer. An order of magnitude.</summary>
    private const long NsPerSleep = 5000;

    private static readonly HashSet<string> s_sleeps = ["nanosleep", "clock_nanosleep", "clock_nanosleep_time64"];

    public string Id => "sleep-poll";

    public string Criterion =>
        "nanosleep, clock_nanosleep; epoll_wait, poll, select and their kin that find nothing, "
        + $"{Phrase.Of(LeastNothing, FindingUnit.Share)} or more of the thread's: {LeastCalls} or more of a thread, "
        + $"{Phrase.Rate(LeastPerSecond)}, the 75th percentile at most {MostSpread} times the 25th";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        from program in run.Programs
        from calls in Candidates(program).GroupBy(calls => calls.Name)
        let finding = FindIn(run, program, calls)
        where finding is not null
        select finding;

    /// <summary>Whether it can look at the latencies of a call.</summary>
    public static bool LooksAt(SyscallInfo call) => call.WaitsForReadiness || s_sleeps.Contains(call.Name);

    private static IEnumerable<ThreadCalls> Candidates(ObservedProgram program)
    {
        foreach (IReadOnlyList<ThreadCalls> thread in program.Threads)
        {
            foreach (ThreadCalls calls in thread)
            {
                bool isEmptyWait = calls.Info is { WaitsForReadiness: true }
                    && calls.Counts.Operation == Operation.Nothing
                    && calls.Counts.Calls >= LeastNothing * thread.Where(other => other.Counts.Key == calls.Counts.Key).Sum(other => other.Counts.Calls);
                if (isEmptyWait || s_sleeps.Contains(calls.Name))
                {
                    yield return calls;
                }
            }
        }
    }

    private Finding? FindIn(ObservedRun run, ObservedProgram program, IGrouping<string, ThreadCalls> group)
    {
        var concern = new Concern(run);
        long timeNs = 0;
        double mostPerSecond = 0;
        foreach (ThreadCalls calls in group)
        {
            long count = calls.Counts.Returned;
            double perSecond = run.PerSecond(count);
            if (count < LeastCalls || perSecond < LeastPerSecond
                || calls.QuantileNs(0.75) > MostSpread * calls.QuantileNs(0.25))
            {
                continue;
            }

            timeNs += calls.Counts.TimeNs;
            mostPerSecond = Math.Max(mostPerSecond, perSecond);
            concern.Add(calls, count, calls.Counts.TimeNs - calls.Counts.BlockedNs + count * NsPerSleep);
        }

        if (concern.Calls == 0)
        {
            return null;
        }

        double mean = timeNs * 1e-9 / concern.Calls;
        bool isWait = !s_sleeps.Contains(group.Key);
        return concern.ToFinding(
            this,
            $"{program.Name}: {Phrase.Rate(concern.PerSecond)} {group.Key} of {Phrase.Seconds(mean)}{(isWait ? " find nothing" : "")}",
            [
                new("sleeps", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                new("rate", concern.PerSecond, FindingUnit.CallsPerSecond),
                new("rate of one thread", mostPerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                new("mean duration", mean, FindingUnit.Seconds),
            ],
            "The thread looks by the clock whether there is something to do instead of being woken when there is: it costs wake-ups, and delays of up to one sleep.",
            isWait ? NextCommands.Stat("--by", "thread", "--operations", "all") : NextCommands.Stacks(group.Key));
    }
}
