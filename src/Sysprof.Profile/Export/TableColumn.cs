using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>One right-aligned column of the table.</summary>
/// <param name="Title">Its header.</param>
/// <param name="Rank">Which column goes first where the width is short: the highest rank; 0 stays always.</param>
/// <param name="Cell">A row's text, "-" for none.</param>
internal sealed record TableColumn(string Title, int Rank, Func<ReportRow, string> Cell)
{
    private const string None = "-";

    /// <summary>The columns in their order, between the call's name and the errors.</summary>
    public static readonly IReadOnlyList<TableColumn> Numbers =
    [
        new("calls", 0, row => Quantity.Count(row.Counts.Calls)),
        new("time", 1, row => Latency(row, row.Counts.TimeNs)),
        new("wait", 4, row => row.BlockedShare is { } share ? Quantity.Percent(Math.Round(share, 2)) : None),
        new("avg", 5, row => Latency(row, row.AverageNs)),
        new("min", 9, row => Latency(row, row.Counts.MinNs)),
        new("p50", 6, row => Latency(row, row.QuantileNs(0.5))),
        new("p99", 2, row => Latency(row, row.QuantileNs(0.99))),
        new("p99.9", 8, row => Latency(row, row.QuantileNs(0.999))),
        new("max", 3, row => Latency(row, row.Counts.MaxNs)),
        new("bytes", 7, row => row.HasBytes ? Quantity.Bytes(row.Counts.Bytes) : None),
    ];

    /// <summary>The failed calls of a row, "" for none.</summary>
    public static string Errors(ReportRow row) => row.Counts.Errors == 0 ? "" : Quantity.Count(row.Counts.Errors);

    /// <summary>The most frequent errno of a row, with an ellipsis when there are others.</summary>
    public static string Errno(ReportRow row) => row.LeadingErrno;

    private static string Latency(ReportRow row, long? ns) =>
        row.Counts.Returned > 0 && ns is { } value ? Quantity.Duration(value) : None;
}
