using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Column = Sysprof.Cli.Top.TopColumn<Sysprof.Profile.Export.ReportGroup>;

namespace Sysprof.Cli.Top;

/// <summary>A row for each file, pipe, socket or peer that calls were made on.</summary>
internal static class FileTables
{
    public static readonly ITopTable Files = new TopTable<ReportGroup>
    {
        Name = "files",
        By = GroupBy.File,
        DefaultSort = SortKey.Busy,
        Rows = report => report.Groups,
        Identity = group => group.Resource!,
        Text = group => group.Resource!.Name,
        Enter = (group, from) => new Place(
            group.Resource!.Name, from.Who with { OnlyResource = group.Resource }, Table: TopTables.Threads),
        Columns =
        [
            Name("file"),
            Column.Word("kind", 10, 9, "name", (group, _) => ResourceKinds.Name(group.Resource!.Kind)),
            .. Doings(),
        ],
    };

    public static readonly ITopTable Peers = new TopTable<ReportGroup>
    {
        Name = "peers",
        By = GroupBy.Peer,
        DefaultSort = SortKey.Busy,
        Rows = report => report.Groups,
        Identity = group => group.Resource!.Peer,
        Text = group => group.Resource!.Peer,
        Enter = (group, from) => new Place(
            group.Resource!.Peer, from.Who with { OnlyPeer = group.Resource!.Peer }, Table: TopTables.Threads),
        Columns = [Name("peer"), .. Doings()],
    };

    private static Column Name(string title) =>
        Column.Word(title, 30, 0, "file", (group, _) => group.Resource!.Name)
            with
        { NarrowWidth = 22, MostWidth = 70, KeepsEnd = true };

    private static IEnumerable<Column> Doings() =>
    [
        Column.Number("calls/s", 8, 1, "calls", (group, frame) => frame.Rate(group.Total.Counts.Calls)),
        Column.Number("in/s", 8, 2, "in", (group, frame) => frame.BytesRate(group.BytesIn)),
        Column.Number("out/s", 8, 3, "out", (group, frame) => frame.BytesRate(group.BytesOut)),
        .. Column.TimeShares(4, (group, frame) => Cells.Share(frame.Report.TimeShare(group.Total))),
        Column.Number("errors/s", 9, 6, "errors", (group, frame) => frame.Rate(group.Total.Counts.Errors), Palette.Error),
        Column.Number("wait/s", 7, 7, "blocked", (group, frame) => frame.TimeRate(group.Total.Counts.BlockedNs)),
        Column.Number("work/s", 7, 8, "work", (group, frame) => frame.TimeRate(group.Total.WorkNs)),
        Column.Number("p99", 7, 5, "p99", (group, _) => Cells.Duration(group.HighestQuantileNs(0.99))),
        Column.Number("threads", 8, 10, "threads", (group, _) => Quantity.Count(group.ThreadCount)),
    ];
}
