using Sysprof.Profile.Export;

namespace Sysprof.Profile.Findings;

/// <summary>Reads that mostly find nothing: a program that asks instead of waiting.</summary>
internal sealed class EmptyReadsRule : IFindingRule
{
    /// <summary>
    /// Share of a thread's calls that have to fail with EAGAIN. One in two is how edge-triggered loops end each read, and how
    /// Go's runtime begins one: three in four is more than any of that.
    /// </summary>
    public const double LeastShare = 0.75;

    /// <summary>Empty reads per second: some hundred cost less than a thousandth of a CPU.</summary>
    public const double LeastPerSecond = 500;

    /// <summary>Empty reads, so that a short run does not make a rate of a handful.</summary>
    public const long LeastCalls = 1000;

    public string Id => "empty-reads";

    public string Criterion =>
        $"read, recvfrom, accept and their kin: {Phrase.Of(LeastShare, FindingUnit.Share)} or more of a thread's calls fail with "
        + $"EAGAIN; {Quantity.Count(LeastCalls)} or more, and {Phrase.Rate(LeastPerSecond)}";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        from program in run.Programs
        from calls in program.Calls.Where(calls => TransferCalls.Takes.Contains(calls.Name)).GroupBy(calls => calls.Name)
        let finding = FindIn(run, program, calls)
        where finding is not null
        select finding;

    private Finding? FindIn(ObservedRun run, ObservedProgram program, IGrouping<string, ThreadCalls> group)
    {
        var concern = new Concern(run);
        long all = 0;
        foreach (ThreadCalls calls in group)
        {
            long empty = calls.Errors(Errno.Again);
            if (empty >= LeastShare * calls.Counts.Calls)
            {
                all += calls.Counts.Calls;
                concern.Add(calls, empty, (long)((double)calls.Counts.TimeNs / Math.Max(1, calls.Counts.Calls) * empty));
            }
        }

        if (concern.Calls < LeastCalls || concern.PerSecond < LeastPerSecond)
        {
            return null;
        }

        double share = (double)concern.Calls / all;
        return concern.ToFinding(
            this,
            $"{program.Name}: {Phrase.Rate(concern.PerSecond)} {group.Key} find nothing (EAGAIN), {Phrase.Of(share, FindingUnit.Share)} of all",
            [
                new("empty reads", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                new("rate", concern.PerSecond, FindingUnit.CallsPerSecond, Least: LeastPerSecond),
                new("share of the calls", share, FindingUnit.Share, Least: LeastShare),
            ],
            "The program tries again and again instead of waiting until there is something (epoll, poll), or many wait for the same.",
            NextCommands.Stat("--by", "file"));
    }
}
