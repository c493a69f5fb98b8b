using Sysprof.Profile.Model;

namespace Sysprof.Profile.Findings;

/// <summary>Syncs of which some take far longer than most.</summary>
internal sealed class SyncTailRule : IFindingRule
{
    /// <summary>How many times the median the 99th percentile has to be.</summary>
    public const double LeastRatio = 5;

    /// <summary>The 99th percentile in seconds: what a user of a database notices.</summary>
    public const double LeastTail = 0.02;

    /// <summary>Syncs, so that there is a tail at all.</summary>
    public const long LeastCalls = 30;

    /// <summary>The calls that wait until data is on the disk.</summary>
    public static readonly HashSet<string> Syncs =
        ["fsync", "fdatasync", "msync", "sync_file_range", "sync_file_range2", "syncfs", "sync"];

    public string Id => "sync-tail";

    public string Criterion =>
        $"fsync, fdatasync, msync, sync_file_range, syncfs, sync: {LeastCalls} or more, the 99th percentile {LeastRatio} times the "
        + $"median or more, and {Phrase.Seconds(LeastTail)} or more";

    public IEnumerable<Finding> Find(ObservedRun run) =>
        from program in run.Programs
        from parts in program.Parts.Where(part => Syncs.Contains(part.Name)).GroupBy(part => part.Counts.Key)
        let finding = FindIn(run, program, parts)
        where finding is not null
        select finding;

    private Finding? FindIn(ObservedRun run, ObservedProgram program, IGrouping<CallKey, ThreadCalls> group)
    {
        var concern = new Concern(run);
        var sum = new CallTable();
        int cell = sum.CellOf(sum.AddThread(group.First().Who), group.Key);
        foreach (ThreadCalls part in group)
        {
            part.AddTo(sum, cell);
            concern.Add(part, part.Counts.Calls, part.Counts.TimeNs);
        }

        if (sum.Cell(cell).Returned < LeastCalls)
        {
            return null;
        }

        double median = sum.Quantile(cell, 0.5);
        double tail = sum.Quantile(cell, 0.99);
        double longest = sum.Cell(cell).MaxNs * 1e-9;
        return median <= 0 || tail < LeastTail || tail < LeastRatio * median
            ? null
            : concern.ToFinding(
                this,
                $"{program.Name}: one in a hundred {Names.SyscallTable.Name(group.Key)} takes {Phrase.Seconds(tail)} and more, "
                    + $"{Phrase.Of(tail / median, FindingUnit.Ratio)} the median",
                [
                    new("syncs", concern.Calls, FindingUnit.Calls, Least: LeastCalls),
                    new("median", median, FindingUnit.Seconds),
                    new("99th percentile", tail, FindingUnit.Seconds, Least: LeastTail),
                    new("of the median", tail / median, FindingUnit.Ratio, Least: LeastRatio),
                    new("longest", longest, FindingUnit.Seconds),
                ],
                "The disk is shared with somebody who writes much, its cache is full, or much was written since the last sync.",
                NextCommands.Stat("--by", "file"));
    }
}
