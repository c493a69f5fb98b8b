using System.Text.RegularExpressions;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Export;

public class SummaryFilterTests
{
    private const int Eacces = 13;

    [Fact]
    public void Without_a_filter_the_table_is_the_same()
    {
        CallTable calls = Samples.WebServer().Calls;

        Assert.True(SummaryFilter.None.IsEmpty);
        Assert.Same(calls, SummaryFilter.None.Apply(calls));
    }

    [Fact]
    public void Calls_that_are_not_in_the_set_are_hidden_and_threads_without_any() =>
        Shows(new() { Calls = SyscallSet.Parse("futex,read") }, "4130 futex,read", "4131 futex");

    [Fact]
    public void A_thread_that_is_in_a_call_of_the_set_stays() =>
        Shows(new() { Calls = SyscallSet.Parse("accept4") }, "4121 accept4", "907 ");

    [Fact]
    public void What_a_thread_is_in_is_hidden_when_the_call_is()
    {
        CallTable shown = new SummaryFilter { Calls = SyscallSet.Parse("read") }.Apply(Samples.WebServer().Calls);

        Assert.Null(shown.Thread(0).InFlight);
    }

    [Fact]
    public void Failed_only_keeps_calls_that_failed_with_all_their_counts()
    {
        var filter = new SummaryFilter { FailedOnly = true };
        Shows(filter, "4130 openat,read");

        CallTable shown = filter.Apply(Samples.WebServer().Calls);
        Assert.Equal(915, shown.Cell(shown.CellOf(0, new CallKey(SyscallAbi.X64, 0))).Calls);
    }

    [Fact]
    public void An_errno_keeps_the_calls_that_had_it() => Shows(new() { Errnos = [Eacces] }, "4130 openat");

    [Fact]
    public void Processes_and_threads_are_added_up() =>
        Shows(new() { Tgids = [907], Tids = [4131] }, "4131 exit,futex", "907 ");

    [Fact]
    public void One_thread_is_told_from_another_with_its_tid()
    {
        Summary summary = new SummaryBuilder()
            .Thread(7, 8, "old", startNs: 1000).Calls("read", 2, 1)
            .Thread(7, 8, "new", startNs: 2000).Calls("read", 3, 1)
            .Build();
        var filter = new SummaryFilter { Thread = new ThreadKey(7, 8, 2000) };

        CallTable shown = filter.Apply(summary.Calls);

        Assert.False(filter.IsEmpty);
        Assert.Equal("new", Assert.Single(Enumerable.Range(0, shown.ThreadCount).Select(row => shown.Thread(row).Info.Comm)));
    }

    [Fact]
    public void One_thread_is_shown_only_if_the_others_would_show_it() =>
        Assert.Equal("", Tids(new() { Tgids = [907], Thread = new ThreadKey(4121, 4130, 2000) }));

    [Fact]
    public void A_thread_can_be_asked_for()
    {
        ThreadInfo thread = Samples.WebServer().Calls.Thread(1).Info;

        Assert.True(SummaryFilter.None.Shows(thread));
        Assert.True(new SummaryFilter { Thread = thread.Key, Comm = new Regex("worker"), FailedOnly = true }.Shows(thread));
        Assert.False(new SummaryFilter { Tids = [4131] }.Shows(thread));
        Assert.False(new SummaryFilter { Cgroup = "/system.slice/php.service" }.Shows(thread));
    }

    [Theory]
    [InlineData("^worker-", "4130 4131")]
    [InlineData("^nginx$", "4121 4130 4131")]
    public void A_name_may_be_the_threads_or_its_processs(string comm, string tids) =>
        Assert.Equal(tids, Tids(new() { Comm = new Regex(comm) }));

    [Theory]
    [InlineData("/system.slice", "4121 4130 4131 907")]
    [InlineData("/system.slice/nginx.service/", "4121 4130 4131")]
    [InlineData("system.slice/php.service", "907")]
    [InlineData("/sys/fs/cgroup/system.slice/php.service", "907")]
    [InlineData("/sys/fs/cgroup/unified/system.slice/php.service/", "907")]
    [InlineData("/system", "")]
    [InlineData("/", "4121 4130 4131 907 911")]
    [InlineData("/sys/fs/cgroup", "4121 4130 4131 907 911")]
    public void A_cgroup_is_what_is_in_it_and_below(string cgroup, string tids) =>
        Assert.Equal(tids, Tids(new() { Cgroup = cgroup }));

    [Fact]
    public void The_report_knows_what_is_hidden()
    {
        var report = new Report(Samples.WebServer(), new() { Filter = new() { Tids = [4130] } });

        Assert.Equal(969, report.ShownCalls);
        Assert.Equal(3813, report.TotalCalls);
        Assert.StartsWith(
            "shown: 969 of 3,813 calls, 1 of 5 threads;", ReportFooter.Lines(report).First(), StringComparison.Ordinal);
    }

    private static string Tids(SummaryFilter filter)
    {
        CallTable shown = filter.Apply(Samples.WebServer().Calls);
        return string.Join(' ', Enumerable.Range(0, shown.ThreadCount).Select(row => shown.Thread(row).Info.Key.Tid));
    }

    private static void Shows(SummaryFilter filter, params string[] expected)
    {
        var options = new ReportOptions { Filter = filter, Sort = SortKey.Parse("name") };
        IEnumerable<string> shown = new Report(Samples.WebServer(), options).Groups.Select(group =>
            $"{group.Who.Key.Tid} {string.Join(',', group.Rows.Select(row => row.Name))}");

        Assert.Equal(expected.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_call_that_failed_is_shown_with_its_successes_whatever_it_was_asked_to_do_and_made_on()
    {
        var file = new Resource(ResourceKind.File, "/a");
        Summary summary = new SummaryBuilder().Thread(7, 7, "loop")
            .Part("epoll_wait", 1009, 10, Operation.Ready)
            .Part("epoll_wait", 1, 10, Operation.Failed, errno: "EINTR")
            .Part("read", 23, 10, resource: file)
            .Part("read", 1, 10, resource: new Resource(ResourceKind.File, "/b"), errno: "EIO")
            .Part("write", 5, 10, resource: file)
            .Build();
        var failed = new SummaryFilter { FailedOnly = true };

        Assert.Equal(1009 + 1 + 23 + 1, new Report(summary, new() { Filter = failed }).ShownCalls);
        Assert.Equal(
            "/b", Assert.Single(new Report(summary, new() { By = GroupBy.File, Filter = failed }).Groups).Resource!.Name);
    }
}
