using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>Questions for the time that reach the kernel: the vDSO should answer them.</summary>
internal sealed class ClockFallbackRule : IFindingRule
{
    /// <summary>Calls per second of the whole result: below, single programs that leave the C library out are the reason.</summary>
    public const double LeastPerSecond = 100;

    /// <summary>Calls, so that a short run does not make a rate of a handful.</summary>
    public const long LeastCalls = 100;

    private static readonly HashSet<string> s_names = ["gettimeofday", "time", "getcpu"];
    private static readonly HashSet<string> s_clockNames = ["clock_gettime", "clock_gettime64"];

    // include/uapi/linux/time.h: the clocks that the vDSO reads, which are those of no thread or process. Of REALTIME,
    // MONOTONIC, MONOTONIC_RAW, both COARSE, BOOTTIME, TAI.
    private static readonly HashSet<int> s_clocks = [0, 1, 4, 5, 6, 7, 11];

    public string Id => "clock-fallback";

    public string Criterion =>
        $"clock_gettime of the clocks that the vDSO reads, gettimeofday, time and getcpu: {LeastCalls} or more, and {Phrase.Rate(LeastPerSecond)}, of "
        + "all programs together";

    public IEnumerable<Finding> Find(ObservedRun run)
    {
        var concern = new Concern(run);
        foreach (ThreadCalls calls in run.Programs.SelectMany(program => program.Calls).Where(IsFallback))
        {
            concern.Add(calls, calls.Counts.Calls, calls.Counts.TimeNs);
        }

        if (concern.Calls >= LeastCalls && concern.PerSecond >= LeastPerSecond)
        {
            yield return concern.ToFinding(
                this,
                $"{Phrase.Rate(concern.PerSecond)} {string.Join(", ", concern.Names)} enter the kernel: the vDSO does not answer them",
                [
                    new("calls", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                    new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                ],
                "The clock source is not tsc, hvclock or another one that programs can read themselves, or a program passes the C library by.",
                NextCommands.Fixed("cat", "/sys/devices/system/clocksource/clocksource0/current_clocksource"));
        }
    }

    private static bool IsFallback(ThreadCalls calls) =>
        s_names.Contains(calls.Name)
        || (s_clockNames.Contains(calls.Name) && s_clocks.Contains(calls.Counts.Operation.Value));
}
