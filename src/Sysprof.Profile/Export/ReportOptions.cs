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
    public SortKey Sort { get; init; } = SortKey.Time;

    /// <summary>Whether the order is the other way round.</summary>
    public bool Reversed { get; init; }

    /// <summary>What is hidden.</summary>
    public SummaryFilter Filter { get; init; } = SummaryFilter.None;
}
