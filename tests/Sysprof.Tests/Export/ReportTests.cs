using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Export;

public class ReportTests
{
    [Fact]
    public void Totals_are_those_of_the_rows() => Prop.ForAll<int>(seed => Everywhere(seed, report =>
        report.ShownCalls == report.Groups.SelectMany(group => group.Rows).Sum(row => row.Counts.Calls)
        && report.Groups.All(group => Sums([group.Total]) == Sums(group.Rows)))).Verify();

    [Fact]
    public void Rows_are_made_once() =>
        Assert.All(new Report(Samples.WebServer(), new()).Groups, group => Assert.Same(group.Rows, group.Rows));

    [Fact]
    public void The_highest_quantile_is_that_of_a_row() => Prop.ForAll<int>(seed => Everywhere(seed, report =>
        report.Groups.All(group =>
            group.HighestQuantileNs(0.99) == group.Rows.Select(row => row.QuantileNs(0.99)).Max()))).Verify();

    [Theory]
    [InlineData("time", false)]
    [InlineData("time", true)]
    [InlineData("p99", true)]
    [InlineData("name", false)]
    public void The_first_rows_of_very_many_are_those_that_sorting_all_gives(string sort, bool reversed)
    {
        var random = new Random(7);
        var builder = new SummaryBuilder();
        for (int thread = 1; thread <= 4_000; thread++)
        {
            builder.Thread(thread, thread, "task");
            foreach (string call in (string[])["read", "write", "close"])
            {
                // Many are alike.
                builder.Calls(call, 1 + random.Next(50), 1 + random.Next(20));
            }
        }

        var options = new ReportOptions { By = GroupBy.Thread, Sort = SortKey.Parse(sort), Reversed = reversed };
        var report = new Report(builder.Build(), options);
        ReportRow[] right = [.. options.Sort.Sort([.. report.Groups.SelectMany(group => group.Rows)], reversed).Take(1009)];

        IReadOnlyList<ReportGroup> top = report.Top(1009);
        Assert.Equal(
            right.Select(row => (row.Who.Key, row.Name)),
            options.Sort.Sort([.. top.SelectMany(group => group.Rows)], reversed).Select(row => (row.Who.Key, row.Name)));
        Assert.Equal(report.Groups.Select(group => group.Who.Key).Intersect(top.Select(group => group.Who.Key)), top.Select(group => group.Who.Key));
    }

    [Fact]
    public void Rates_are_per_second_of_the_time_that_passed()
    {
        var report = new Report(Samples.WebServer(), new());

        Assert.Equal(1009 / 12.500000007, report.PerSecond(1009), 12);
        Assert.Equal(0, new Report(new Summary(report.Summary.Run), new()).PerSecond(1009));
    }

    [Fact]
    public void Shares_of_the_time_add_up_to_1() => Prop.ForAll<int>(seed => Everywhere(seed, report =>
    {
        double expected = report.Groups.Any(group => group.Total.BusyNs > 0) ? 1 : 0;
        double rows = report.Groups.SelectMany(group => group.Rows).Sum(report.TimeShare);
        double groups = report.Groups.Sum(group => report.TimeShare(group.Total));
        return Math.Abs(rows - expected) < 1e-9 && Math.Abs(groups - expected) < 1e-9;
    })).Verify();

    [Fact]
    public void Shares_of_the_time_are_of_what_is_shown()
    {
        var report = new Report(Samples.WebServer(), new() { Filter = new() { Tids = [4131] } });

        Assert.Equal([1, 0], report.Groups.Single().Rows.Select(report.TimeShare));
    }

    /// <summary>A recording may claim to end in 292 years, and its threads wait all the time.</summary>
    [Fact]
    public void Time_of_threads_that_is_more_than_a_sum_holds_stays_at_the_most()
    {
        SummaryBuilder builder = Enumerable.Range(7, 5).Aggregate(
            new SummaryBuilder(), (threads, tid) => threads.Thread(7, tid, "waiter").Time(new ThreadTime { UserNs = 1, IdleNs = 2 }));
        var summary = new Summary(new SummaryBuilder().Build().Run);
        summary.Add(builder.BuildInterval(SummaryBuilder.StartNs, long.MaxValue, ownCpuNs: 0));
        var report = new Report(summary, new() { By = GroupBy.Process });

        var expected = new ThreadTime { UserNs = 5, IdleNs = 10, ReadyNs = long.MaxValue };
        Assert.Equal((expected, expected), (report.Time, report.Groups.Single().Time));
        Assert.Equal(long.MaxValue, expected.WallNs);
    }

    [Fact]
    public void A_pool_leads_to_the_threads_that_it_counts_and_to_those_of_its_name_that_came_later()
    {
        Summary summary = Python(threads: 5).Build();
        var report = new Report(summary, new() { By = GroupBy.Pool });
        ReportGroup unnamed = report.Groups.Single(group => group.Pool is { IsByRole: false });
        SummaryFilter filter = unnamed.OnlyPool(SummaryFilter.None);

        Assert.Equal(4, unnamed.ThreadCount);
        Assert.Equal([7002, 7003, 7004, 7005], TidsIn(filter.Apply(summary.Calls)));
        Assert.Equal(
            [7002, 7003, 7004, 7005, 7006], TidsIn(filter.Apply(Python(threads: 6).Thread(7001, 7007, "io-1", "python3").Build().Calls)));
        Assert.Equal(
            [7001], TidsIn(report.Groups.Single(group => group != unnamed).OnlyPool(SummaryFilter.None).Apply(summary.Calls)));

        static SummaryBuilder Python(int threads) => Enumerable.Range(7001, threads).Aggregate(
            new SummaryBuilder(), (builder, tid) => builder.Thread(7001, tid, "python3").Runs(ProgramKind.Python));

        static IEnumerable<int> TidsIn(CallTable calls) =>
            Enumerable.Range(0, calls.ThreadCount).Select(row => calls.Thread(row).Info.Key.Tid);
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 0.75, 0.25)]
    public void Idle_waits_are_left_out_of_shares_unless_they_are_to_count(bool counts, double idle, double work)
    {
        Summary summary = new SummaryBuilder().Thread(7, 8, "worker")
            .Calls("epoll_wait", 3, 1000, waits: true)
            .Calls("write", 1, 1000)
            .Build();

        var report = new Report(summary, new() { CountsIdle = counts, Sort = SortKey.Time });

        Assert.Equal([idle, work], report.Groups.Single().Rows.Select(report.TimeShare));
    }

    [Fact]
    public void What_is_busy_comes_first_and_what_idles_last()
    {
        Summary summary = new SummaryBuilder().Thread(7, 8, "idler")
            .Calls("epoll_wait", 3, 1000, waits: true)
            .Calls("futex", 2, 700, waits: true)
            .Calls("write", 1, 10)
            .Build();

        IReadOnlyList<ReportGroup> groups = new Report(summary, new()).Groups;

        Assert.Equal(["futex", "write", "epoll_wait"], groups.Single().Rows.Select(row => row.Name));
    }

    [Fact]
    public void The_time_of_a_process_is_that_of_its_threads_whatever_calls_are_shown()
    {
        ThreadTime? Time(ReportOptions options) => new Report(Samples.WebServer(), options).Groups[0].Time;
        var process = new SummaryFilter { Tgids = [4121] };

        ThreadTime[] threads = [.. new Report(Samples.WebServer(), new() { Filter = process }).Groups.Select(group => group.Time!.Value)];

        ThreadTime sum = threads.Aggregate((a, b) => a + b);
        Assert.Equal(3, threads.Length);
        Assert.Equal(sum, Time(new() { By = GroupBy.Process, Filter = process }));
        Assert.Equal(sum, Time(new() { By = GroupBy.Syscall, Filter = process }));
        Assert.Equal(sum, Time(new() { By = GroupBy.Cgroup, Filter = process }));
        Assert.Null(new Report(new SummaryBuilder().Thread(7, 8, "old").Calls("read", 1, 1).Build(), new()).Groups[0].Time);
    }

    [Fact]
    public void A_thread_that_only_waits_is_there_with_its_age_at_the_end()
    {
        Summary before = new SummaryBuilder().Thread(7, 8, "waiter").InFlight("futex", 3_000_000_000).Build();
        var after = new Summary(before.Run);
        after.Skip(IntervalOf(before.Calls, SummaryBuilder.EndNs));
        after.Add(IntervalOf(new CallTable(), SummaryBuilder.EndNs + 1_000_000_000));

        ReportGroup waiter = Assert.Single(new Report(after, new()).Groups);
        JsonElement json = JsonDocument.Parse(ReportText.Of(after, ReportFormat.Json)).RootElement;
        string table = ReportText.Of(after, ReportFormat.Table);

        Assert.Equal(4_000_000_000, waiter.InFlightNs);
        Assert.Empty(waiter.Rows);
        Assert.Equal("futex", json.GetProperty("threads")[0].GetProperty("in_flight").GetProperty("name").GetString());
        Assert.Equal("4", json.GetProperty("threads")[0].GetProperty("in_flight").GetProperty("seconds").GetRawText());
        Assert.Contains("waiter  tid 8  pid 7  0 calls  now in futex 4.00s\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_of_all_groups_most_frequent_first()
    {
        Summary summary = new SummaryBuilder()
            .Thread(7, 7, "a").Calls("read", 23, 1).Errors("read", "EAGAIN", 11).Errors("read", "EBADF", 2)
            .Thread(8, 8, "b").Calls("read", 31, 1).Errors("read", "EAGAIN", 6)
            .Calls("openat", 5, 1).Errors("openat", "ENOENT", 2)
            .Calls("read", 3, 1, abi: SyscallAbi.Ia32).Errors("read", "EBADF", 2, SyscallAbi.Ia32)
            .Thread(9, 9, "c").Calls("openat", 1009, 1)
            .Build();

        foreach (GroupBy by in Enum.GetValues<GroupBy>())
        {
            Assert.Equal(
                ["X64 read EAGAIN 17/54", "X64 openat ENOENT 2/1014", "X64 read EBADF 2/54", "Ia32 read EBADF 2/3"],
                new Report(summary, new() { By = by }).Errors.Select(Describe));
        }
    }

    [Fact]
    public void Errors_are_of_what_is_shown()
    {
        var report = new Report(Samples.WebServer(), new() { Filter = new() { Calls = SyscallSet.Parse("openat") } });

        Assert.Equal(["X64 openat ENOENT 17/23", "X64 openat EACCES 6/23"], report.Errors.Select(Describe));
        Assert.Equal(17 / 23.0, report.Errors[0].Share, 12);
        Assert.Same(report.Errors, report.Errors);
    }

    [Theory]
    [InlineData("errors", "EAGAIN EINTR ENOENT EIO")]
    [InlineData("failures", "ENOENT EIO EAGAIN EINTR")]
    public void Failures_come_before_what_waiting_programs_count_on(string key, string order)
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "a")
            .Calls("read", 503, 1)
            .Errors("read", "EAGAIN", 457)
            .Errors("read", "EIO", 3)
            .Errors("read", "EINTR", 23)
            .Errors("read", "ENOENT", 17)
            .Build();

        var report = new Report(summary, new() { By = GroupBy.Syscall, Sort = SortKey.Parse(key) });

        Assert.Equal(order, string.Join(' ', report.Errors.Select(error => error.ErrnoName)));
        ErrorClassCounts classes = report.Groups.Single().ErrorClasses();
        Assert.Equal(20, classes.Failures);
        Assert.Equal(
            [(ErrorClass.WouldBlock, 457), (ErrorClass.Interrupted, 23), (ErrorClass.NotFound, 17), (ErrorClass.Real, 3)],
            classes.Occurring);
    }

    private static Interval IntervalOf(CallTable calls, long endNs) => new()
    {
        StartNs = endNs - 1_000_000_000,
        EndNs = endNs,
        Calls = calls,
        Ledger = default,
        OwnCpuNs = 0,
    };

    private static string Describe(ReportError error) =>
        $"{error.Key.Abi} {error.Name} {error.ErrnoName} {error.Count}/{error.Calls}";

    private static bool Everywhere(int seed, Func<Report, bool> holds)
    {
        Summary summary = RandomSummary.Make(seed);
        return Groupings.Whole.All(by => holds(new Report(summary, new() { By = by })));
    }

    private static (long, long, long, long, long, long) Sums(IReadOnlyList<ReportRow> rows) => (
        rows.Sum(row => row.Counts.Calls),
        rows.Sum(row => row.Counts.Errors),
        rows.Sum(row => row.Counts.TimeNs),
        rows.Sum(row => row.Counts.BlockedNs),
        rows.Sum(row => row.Counts.Bytes),
        rows.Select(row => row.Counts.MaxNs).DefaultIfEmpty(0).Max());
}
