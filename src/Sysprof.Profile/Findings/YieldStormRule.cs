using Sysprof.Profile.Export;

namespace Sysprof.Profile.Findings;

/// <summary>Threads that give their CPU away without anything to wait for: spinning.</summary>
internal sealed class YieldStormRule : IFindingRule
{
    /// <summary>Yields per second of a program: a lock that spins a little before it waits stays far below.</summary>
    public const double LeastPerSecond = 1000;

    /// <summary>Yields, so that one spin in a short run is no storm.</summary>
    public const long LeastCalls = 2000;

    public string Id => "yield-storm";

    public string Criterion => $"sched_yield: {Quantity.Count(LeastCalls)} or more, and {Phrase.Rate(LeastPerSecond)}";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        run.Programs.Select(program => FindIn(run, program)).OfType<Finding>();

    private Finding? FindIn(ObservedRun run, ObservedProgram program)
    {
        var concern = new Concern(run);
        foreach (ThreadCalls calls in program.Calls.Where(calls => calls.Name == "sched_yield"))
        {
            concern.Add(calls, calls.Counts.Calls, calls.Counts.TimeNs);
        }

        return concern.Calls < LeastCalls || concern.PerSecond < LeastPerSecond
            ? null
            : concern.ToFinding(
                this,
                $"{program.Name}: {Phrase.Rate(concern.PerSecond)} sched_yield",
                [
                    new("yields", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                    new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                ],
                "Threads spin until another one is done instead of waiting for it: the CPU is busy, and the one they wait for gets less of it.",
                NextCommands.Stacks("sched_yield"));
    }
}
