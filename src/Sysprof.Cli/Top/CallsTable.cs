using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Column = Sysprof.Cli.Top.TopColumn<Sysprof.Profile.Export.ReportRow>;

namespace Sysprof.Cli.Top;

/// <summary>A row for each system call.</summary>
internal static class CallsTable
{
    public static readonly ITopTable Table = new TopTable<ReportRow>
    {
        Name = "calls",
        By = GroupBy.Syscall,
        DefaultSort = SortKey.Busy,
        Rows = report => [.. report.Groups.SelectMany(group => group.Rows)],
        Identity = row => row.Counts.Whole,
        Text = row => row.FullName,
        Enter = Latencies,
        Columns =
        [
            Column.Word("syscall", 16, 0, "name", (row, _) => row.FullName) with { MostWidth = 26 },
            Column.Number("calls/s", 8, 0, "calls", (row, frame) => frame.Rate(row.Counts.Calls)),
            Column.Number("errors/s", 9, 2, "errors", (row, frame) => frame.Rate(row.Counts.Errors), Palette.Error),
            Column.Word("errno", 11, 3, "errno", (row, _) => row.LeadingErrno, Palette.Error),
            .. Column.TimeShares(1, (row, frame) => Cells.Share(frame.Report.TimeShare(row))),
            Column.Number("wait/s", 7, 6, "blocked", (row, frame) => frame.TimeRate(row.Counts.BlockedNs)),
            Column.Number("work/s", 7, 7, "work", (row, frame) => frame.TimeRate(row.WorkNs)),
            Column.Number("p50", 7, 8, "p50", (row, _) => Cells.Latency(row, row.QuantileNs(0.5))),
            Column.Number("p99", 7, 4, "p99", (row, _) => Cells.Latency(row, row.QuantileNs(0.99))),
            Column.Number("max", 7, 5, "max", (row, _) => Cells.Latency(row, row.Counts.MaxNs)),
            Column.Word("p99 trend", TopFrame.TrendLength, 9, "p99", (row, frame) => frame.Trend(row), Palette.Trend),
            Column.Number("avg", 7, 11, "avg", (row, _) => Cells.Latency(row, row.AverageNs)),
            Column.Number("bytes/s", 9, 10, "bytes", (row, frame) => frame.BytesRate(row)),
        ],
    };

    // What was before is not kept for each file and peer.
    private static Place Latencies(ReportRow row, Place from)
    {
        bool isOnOne = from.Who.OnlyResource is not null || from.Who.OnlyPeer is not null;
        return new Place(
            isOnOne ? row.FullName + " on everything" : row.FullName,
            from.Who with { OnlyResource = null, OnlyPeer = null },
            row.Counts.Whole);
    }
}
