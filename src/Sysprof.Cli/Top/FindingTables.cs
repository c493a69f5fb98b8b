using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Findings;
using FindingColumn = Sysprof.Cli.Top.TopColumn<Sysprof.Cli.Top.RecentFinding>;
using ThreadColumn = Sysprof.Cli.Top.TopColumn<Sysprof.Profile.Findings.FindingThread>;

namespace Sysprof.Cli.Top;

/// <summary>A row for each finding, and for each thread that one of them names.</summary>
internal static class FindingTables
{
    public static readonly ITopTable Findings = new TopTable<RecentFinding>
    {
        Name = "findings",
        By = GroupBy.Syscall,
        DefaultSort = SortKey.Time,
        RowsBeside = (model, query) => Sorted(model.FindingsOf(query.Who), query.Options, ByFinding(query.Options.Sort)),
        Identity = row => RecentFinding.Identity(row.Found),
        Text = row => $"{row.Found.Title} {row.Found.Rule}",
        Enter = (row, from) => new Place(row.Found.Rule, from.Who, Table: TopTables.ConcernedThreads) { Found = row.Found },
        Columns =
        [
            FindingColumn.Word("finding", 40, 0, "name", (row, _) => row.Found.Title) with { NarrowWidth = 26, MostWidth = 150 },
            FindingColumn.Number("threads", 8, 1, "threads", (row, _) => Quantity.Count(row.ThreadCount)),
            FindingColumn.Number("cost/s", 7, 0, "time", (row, _) => Quantity.Duration(row.CostNsPerSecond)),
        ],
    };

    public static readonly ITopTable Threads = new TopTable<FindingThread>
    {
        Name = "threads",
        By = GroupBy.Syscall,
        DefaultSort = SortKey.Parse("calls"),
        RowsBeside = (_, query) => Sorted(query.Found?.Threads ?? [], query.Options, ByThread(query.Options.Sort)),
        Identity = thread => thread.Who.Key,
        Text = thread => $"{thread.Who.Comm} {Cells.Id(thread.Who.Key.Tid)} {thread.Who.Process} {Cells.Id(thread.Who.Key.Tgid)}",
        Enter = (thread, from) => new Place(
            $"{thread.Who.Comm} {Cells.Id(thread.Who.Key.Tid)}", from.Who with { Thread = thread.Who.Key }, Table: TopTables.Calls),
        Columns =
        [
            ThreadColumn.Word("thread", 15, 0, "comm", (thread, _) => thread.Who.Comm) with { NarrowWidth = 10, MostWidth = 24 },
            ThreadColumn.Number("tid", 7, 0, "tid", (thread, _) => Cells.Id(thread.Who.Key.Tid)),
            ThreadColumn.Word("process", 15, 2, "pid", (thread, _) => thread.Who.Process),
            ThreadColumn.Number("pid", 7, 1, "pid", (thread, _) => Cells.Id(thread.Who.Key.Tgid)),
            ThreadColumn.Number("calls", 9, 0, "calls", (thread, _) => Quantity.Count(thread.Calls)),
        ],
    };

    private static Comparison<RecentFinding> ByFinding(SortKey sort) => sort.Name switch
    {
        "name" => (a, b) => string.CompareOrdinal(a.Found.Title, b.Found.Title),
        "threads" => (a, b) => b.ThreadCount.CompareTo(a.ThreadCount),
        _ => (a, b) => b.CostNsPerSecond.CompareTo(a.CostNsPerSecond),
    };

    private static Comparison<FindingThread> ByThread(SortKey sort) => sort.Name switch
    {
        "comm" => (a, b) => string.CompareOrdinal(a.Who.Comm, b.Who.Comm),
        "tid" => (a, b) => a.Who.Key.Tid.CompareTo(b.Who.Key.Tid),
        "pid" => (a, b) => a.Who.Key.Tgid.CompareTo(b.Who.Key.Tgid),
        _ => (a, b) => b.Calls.CompareTo(a.Calls),
    };

    /// <summary>Equal rows stay as they were found.</summary>
    private static List<TRow> Sorted<TRow>(IReadOnlyList<TRow> rows, ReportOptions order, Comparison<TRow> compare)
    {
        var comparer = Comparer<TRow>.Create(order.Reversed ? (a, b) => compare(b, a) : compare);
        return [.. rows.Order(comparer)];
    }
}
