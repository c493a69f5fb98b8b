using Sysprof.Profile.Aggregation;

namespace Sysprof.Profile.Export;

/// <summary>What a report shows of a result, and in which order.</summary>
public sealed record ReportOptions
{
    /// <summary>What a group is (<c>--by</c>).</summary>
    public GroupBy By { get; init; } = GroupBy.Thread;

    /// <summary>Which calls are told apart by what they were asked to do (<c>--operations</c>).</summary>
    public OperationDetail Operations { get; init; }

    /// <summary>What groups and their rows are sorted by (<c>-s/--sort</c>).</summary>
    public SortKey Sort { get; init; } = SortKey.Busy;

    /// <summary>Whether idle waits count in shares of time (<c>--idle</c>).</summary>
    public bool CountsIdle { get; init; }

    /// <summary>Whether the order is the other way round.</summary>
    public bool Reversed { get; init; }

    /// <summary>What is hidden.</summary>
    public SummaryFilter Filter { get; init; } = SummaryFilter.None;
}
