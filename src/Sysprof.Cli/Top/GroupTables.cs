using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Column = Sysprof.Cli.Top.TopColumn<Sysprof.Profile.Export.ReportGroup>;

namespace Sysprof.Cli.Top;

/// <summary>A row for each process, thread or cgroup: who they are, then what they do, which is alike for all.</summary>
internal static class GroupTables
{
    public static readonly ITopTable Processes = new TopTable<ReportGroup>
    {
        Name = "processes",
        By = GroupBy.Process,
        DefaultSort = SortKey.Time,
        Rows = report => report.Groups,
        Identity = group => (group.Who.Key.Tgid, group.Who.Key.StartNs),
        Text = group => $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tgid)}",
        Enter = (group, from) => new Place(
            $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tgid)}",
            from.Who with { Tgids = [group.Who.Key.Tgid] },
            Table: TopTables.Threads),
        IsFading = group => group.Ended,
        Columns =
        [
            Column.Word("process", 10, 0, "comm", (group, _) => group.Who.Comm),
            Column.Number("pid", 8, 0, "pid", (group, _) => Cells.Id(group.Who.Key.Tgid)),
            ThreadCount(6),
            .. Doings(),
        ],
    };

    public static readonly ITopTable Threads = new TopTable<ReportGroup>
    {
        Name = "threads",
        By = GroupBy.Thread,
        DefaultSort = SortKey.Time,
        Rows = report => report.Groups,
        Identity = group => group.Who.Key,
        Text = group => $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tid)} {group.Who.Process} {Cells.Id(group.Who.Key.Tgid)}",
        Enter = (group, from) => new Place(
            $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tid)}", from.Who with { Thread = group.Who.Key }, Table: TopTables.Calls),
        IsFading = group => group.Ended,
        Columns =
        [
            Column.Word("thread", 10, 0, "comm", (group, _) => group.Who.Comm),
            Column.Number("tid", 8, 0, "tid", (group, _) => Cells.Id(group.Who.Key.Tid)),
            Column.Word("process", 15, 9, "pid", (group, _) => $"{group.Who.Process} {Cells.Id(group.Who.Key.Tgid)}"),
            .. Doings(),
        ],
    };

    public static readonly ITopTable Cgroups = new TopTable<ReportGroup>
    {
        Name = "cgroups",
        By = GroupBy.Cgroup,
        DefaultSort = SortKey.Time,
        Rows = report => report.Groups,
        Identity = group => group.Who.Cgroup,
        Text = CgroupName,
        Enter = (group, from) => new Place(
            CgroupName(group), from.Who with { OnlyCgroup = group.Who.Cgroup }, Table: TopTables.Processes),
        IsFading = group => group.Ended,
        Columns =
        [
            Column.Word("cgroup", 18, 0, "cgroup", (group, _) => CgroupName(group)),
            ThreadCount(6),
            .. Doings(),
        ],
    };

    private static string CgroupName(ReportGroup group) => group.Who.Cgroup.Length == 0 ? "?" : group.Who.Cgroup;

    private static Column ThreadCount(int rank) =>
        Column.Number("threads", 8, rank, "threads", (group, _) => Quantity.Count(group.ThreadCount));

    private static IEnumerable<Column> Doings() =>
    [
        Column.Number("calls/s", 8, 2, "calls", (group, frame) => frame.Rate(group.Total.Counts.Calls)),
        Column.Number("errors/s", 9, 4, "errors", (group, frame) => frame.Rate(group.Total.Counts.Errors), Palette.Error),
        Column.Number("time", 6, 5, "time", (group, frame) => Cells.Share(frame.Report.TimeShare(group.Total))),
        Column.Number("wait/s", 7, 7, "blocked", (group, frame) => frame.TimeRate(group.Total.Counts.BlockedNs)),
        Column.Number("work/s", 7, 8, "work", (group, frame) => frame.TimeRate(group.Total.WorkNs)),
        Column.Word("now in", 12, 1, "age", (group, _) => Cells.NowIn(group)) with { Style = Cells.AgeStyle },
        Column.Number("for", 7, 3, "age", Cells.Age) with { Style = Cells.AgeStyle },
    ];
}
