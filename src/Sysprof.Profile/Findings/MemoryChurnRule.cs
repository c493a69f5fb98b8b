using Sysprof.Profile.Export;

namespace Sysprof.Profile.Findings;

/// <summary>Memory given back to the kernel to be asked for again.</summary>
internal sealed class MemoryChurnRule : IFindingRule
{
    /// <summary>Calls per second of a program: each costs page faults and interrupts to other CPUs besides itself.</summary>
    public const double LeastPerSecond = 2000;

    /// <summary>Calls of one process: its start and its end make some ten.</summary>
    public const long LeastCalls = 2000;

    // What gives memory back, and brk, which does both.
    private static readonly HashSet<string> s_calls = ["munmap", "madvise", "brk"];

    public string Id => "memory-churn";

    public string Criterion =>
        $"munmap, madvise and brk of processes that make {Quantity.Count(LeastCalls)} or more: {Phrase.Rate(LeastPerSecond)} together";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        run.Programs.Select(program => FindIn(run, program)).OfType<Finding>();

    private Finding? FindIn(ObservedRun run, ObservedProgram program)
    {
        var concern = new Concern(run);
        foreach (IEnumerable<ThreadCalls> process in program.ByProcess)
        {
            ThreadCalls[] churn = [.. process.Where(calls => s_calls.Contains(calls.Name))];
            if (churn.Sum(calls => calls.Counts.Calls) >= LeastCalls)
            {
                Array.ForEach(churn, calls => concern.Add(calls, calls.Counts.Calls, calls.Counts.TimeNs));
            }
        }

        return concern.Calls < LeastCalls || concern.PerSecond < LeastPerSecond
            ? null
            : concern.ToFinding(
                this,
                $"{program.Name}: {Phrase.Rate(concern.PerSecond)} {string.Join(", ", concern.Names)}",
                [
                    new("calls", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                    new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                    new("time", run.PerSecond((concern.WeightNs - concern.Calls * Concern.NsPerCall) * 1e-9), FindingUnit.SecondsPerSecond),
                ],
                "The allocator gives memory back that is needed again at once: a larger threshold (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, decay of jemalloc) keeps it.",
                NextCommands.Stacks(concern.Names.First()));
    }
}
