using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Column = Sysprof.Cli.Top.TopColumn<Sysprof.Profile.Export.ReportGroup>;

namespace Sysprof.Cli.Top;

/// <summary>A row for each process, pool, thread or cgroup: who they are, then what they do, which is alike for all.</summary>
internal static class GroupTables
{
    public static readonly ITopTable Processes = new TopTable<ReportGroup>
    {
        Name = "processes",
        By = GroupBy.Process,
        DefaultSort = SortKey.Busy,
        Rows = report => report.Groups,
        Identity = group => (group.Who.Key.Tgid, group.Who.Key.StartNs),
        Text = group => $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tgid)}",
        Enter = (group, from) => new Place(
            $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tgid)}",
            from.Who with { OnlyTgid = group.Who.Key.Tgid },
            Table: TopTables.Threads),
        IsFading = group => group.Ended,
        Columns =
        [
            Name("process"),
            Column.Number("pid", 7, 0, "pid", (group, _) => Cells.Id(group.Who.Key.Tgid)),
            Program(14),
            ThreadCount(7),
            .. Doings(calls: 1, nowIn: 5),
        ],
    };

    public static readonly ITopTable Pools = new TopTable<ReportGroup>
    {
        Name = "pools",
        By = GroupBy.Pool,
        DefaultSort = SortKey.Busy,
        Rows = report => report.Groups,
        Identity = group => (group.Who.Key.Tgid, group.Pool!.Name),
        Text = group => $"{group.Who.Comm} {group.Who.Process} {Cells.Id(group.Who.Key.Tgid)}",
        Enter = (group, from) => new Place(
            $"{group.Who.Process} {Cells.Id(group.Who.Key.Tgid)} {group.Who.Comm}", group.OnlyPool(from.Who), Table: TopTables.Threads),
        IsFading = group => group.Ended,
        Columns =
        [
            Name("pool"),
            ThreadCount(3),
            Column.Word("process", 15, 5, "pid", (group, _) => group.Who.Process),
            Column.Number("pid", 7, 7, "pid", (group, _) => Cells.Id(group.Who.Key.Tgid)),
            Role(13),
            Program(14),
            .. Doings(calls: 1, nowIn: 5),
        ],
    };

    public static readonly ITopTable Threads = new TopTable<ReportGroup>
    {
        Name = "threads",
        By = GroupBy.Thread,
        DefaultSort = SortKey.Busy,
        Rows = report => report.Groups,
        Identity = group => group.Who.Key,
        Text = group => $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tid)} {group.Who.Process} {Cells.Id(group.Who.Key.Tgid)}",
        Enter = (group, from) => new Place(
            $"{group.Who.Comm} {Cells.Id(group.Who.Key.Tid)}", from.Who with { Thread = group.Who.Key }, Table: TopTables.Calls),
        IsFading = group => group.Ended,
        Columns =
        [
            Name("thread"),
            Column.Number("tid", 7, 0, "tid", (group, _) => Cells.Id(group.Who.Key.Tid)),
            Column.Word("process", 15, 5, "pid", (group, _) => group.Who.Process),
            Column.Number("pid", 7, 12, "pid", (group, _) => Cells.Id(group.Who.Key.Tgid)),
            Role(13),
            Program(14),
            .. Doings(calls: 3, nowIn: 1),
        ],
    };

    public static readonly ITopTable Cgroups = new TopTable<ReportGroup>
    {
        Name = "cgroups",
        By = GroupBy.Cgroup,
        DefaultSort = SortKey.Busy,
        Rows = report => report.Groups,
        Identity = group => group.Who.Cgroup,
        Text = CgroupName,
        Enter = (group, from) => new Place(
            CgroupName(group), from.Who with { OnlyCgroup = group.Who.Cgroup }, Table: TopTables.Processes),
        IsFading = group => group.Ended,
        Columns =
        [
            Column.Word("cgroup", 30, 0, "cgroup", (group, _) => CgroupName(group))
                with { NarrowWidth = 22, MostWidth = 70, KeepsEnd = true },
            ThreadCount(7),
            .. Doings(calls: 1, nowIn: 5),
        ],
    };

    private static string CgroupName(ReportGroup group) => group.Who.Cgroup.Length == 0 ? "?" : group.Who.Cgroup;

    private static Column Name(string title) =>
        Column.Word(title, 15, 0, "comm", (group, _) => group.Who.Comm) with { NarrowWidth = 10, MostWidth = 24 };

    private static Column Program(int rank) =>
        Column.Word("program", 15, rank, "program", (group, _) => group.Who.Program?.ToString() ?? "");

    private static Column Role(int rank) => Column.Word("role", 18, rank, "comm", (group, _) => group.Role);

    private static Column ThreadCount(int rank) =>
        Column.Number("threads", 8, rank, "threads", (group, _) => Quantity.Count(group.ThreadCount));

    /// <param name="calls">The rank of what they do: the calls.</param>
    /// <param name="nowIn">The rank of what they are in, and for how long.</param>
    private static IEnumerable<Column> Doings(int calls, int nowIn) =>
    [
        Column.Number("calls/s", 8, calls, "calls", (group, frame) => frame.Rate(group.Total.Counts.Calls)),
        Column.Number("errors/s", 9, 6, "errors", (group, frame) => frame.Rate(group.Total.Counts.Errors), Palette.Error),
        .. Column.TimeShares(4, (group, frame) => Cells.Share(frame.Report.TimeShare(group.Total))),
        Column.Number("cpu", 6, 7, "cpu", (group, frame) => frame.CpuShare(group)),
        Column.Number("user", 5, 8, "user", (group, frame) => frame.TimePart(group, time => time.UserNs, asksAll: true)),
        Column.Number("work", 5, 9, "working", (group, frame) => frame.TimePart(group, time => time.WorkingNs)),
        Column.Number("wait", 5, 10, "waiting", (group, frame) => frame.TimePart(group, time => time.WaitingNs)),
        Column.Number("idle", 5, 11, "idle", (group, frame) => frame.TimePart(group, time => time.IdleNs)),
        Column.Word("now in", 15, nowIn, "age", (group, _) => Cells.NowIn(group)) with { Style = Cells.AgeStyle, NarrowWidth = 12 },
        Column.Number("for", 7, nowIn + 1, "age", Cells.Age) with { Style = Cells.AgeStyle },
    ];
}
