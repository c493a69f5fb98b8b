using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Xunit;

namespace Sysprof.Tests.Export;

public class SortKeyTests
{
    [Theory]
    [InlineData("time", "epoll_wait futex write accept4 read openat getpid syscall_9999 exit exit_group")]
    [InlineData("calls", "write getpid read accept4 epoll_wait futex openat syscall_9999 exit exit_group")]
    [InlineData("errors", "read openat accept4 epoll_wait exit exit_group futex getpid syscall_9999 write")]
    [InlineData("failures", "openat accept4 epoll_wait exit exit_group futex getpid read syscall_9999 write")]
    [InlineData("name", "accept4 epoll_wait exit exit_group futex getpid openat read syscall_9999 write")]
    [InlineData("max", "futex epoll_wait write openat accept4 read syscall_9999 getpid exit exit_group")]
    public void Rows_are_sorted_and_equal_ones_go_by_name(string key, string order)
    {
        var report = new Report(Samples.WebServer(), new() { By = GroupBy.Syscall, Sort = SortKey.Parse(key) });

        Assert.Equal(order, string.Join(' ', report.Groups.Single().Rows.Select(row => row.Name)));
    }

    [Theory]
    [InlineData("time", "4121 4130 4131 911 907")]
    [InlineData("calls", "4121 911 4130 4131 907")]
    [InlineData("failures", "4130 907 911 4121 4131")]
    [InlineData("blocked", "4121 4130 4131 907 911")]
    [InlineData("p99", "4131 4130 4121 911 907")]
    [InlineData("tid", "907 911 4121 4130 4131")]
    [InlineData("comm", "4121 911 907 4130 4131")]
    [InlineData("age", "907 4130 4121 911 4131")]
    [InlineData("cgroup", "911 4121 4130 4131 907")]
    [InlineData("threads", "907 911 4121 4130 4131")]
    public void Threads_are_sorted(string key, string order)
    {
        var report = new Report(Samples.WebServer(), new() { Sort = SortKey.Parse(key) });

        Assert.Equal(order, string.Join(' ', report.Groups.Select(group => group.Who.Key.Tid)));
    }

    [Theory]
    [InlineData("time", "907 911 4131 4130 4121")]
    [InlineData("p99", "911 4121 4130 4131 907")]
    [InlineData("age", "4121 4130 907 911 4131")]
    [InlineData("tid", "4131 4130 4121 911 907")]
    [InlineData("cgroup", "907 4121 4130 4131 911")]
    [InlineData("threads", "907 911 4121 4130 4131")]
    public void Reversed_ties_go_as_ever_and_what_has_no_number_stays_last(string key, string order)
    {
        var report = new Report(Samples.WebServer(), new() { Sort = SortKey.Parse(key), Reversed = true });

        Assert.Equal(order, string.Join(' ', report.Groups.Select(group => group.Who.Key.Tid)));
    }

    [Theory]
    [InlineData("time", "exit exit_group syscall_9999 getpid openat read accept4 write futex epoll_wait")]
    [InlineData("max", "getpid syscall_9999 read accept4 openat write epoll_wait futex exit exit_group")]
    [InlineData("name", "write syscall_9999 read openat getpid futex exit_group exit epoll_wait accept4")]
    public void Rows_are_reversed_too(string key, string order)
    {
        var options = new ReportOptions { By = GroupBy.Syscall, Sort = SortKey.Parse(key), Reversed = true };

        ReportGroup all = new Report(Samples.WebServer(), options).Groups.Single();

        Assert.Equal(order, string.Join(' ', all.Rows.Select(row => row.Name)));
    }

    [Theory]
    [InlineData(GroupBy.Process, "3 1 1")]
    [InlineData(GroupBy.Cgroup, "3 1 1")]
    public void Groups_are_sorted_by_their_threads(GroupBy by, string counts)
    {
        var report = new Report(Samples.WebServer(), new() { By = by, Sort = SortKey.Parse("threads") });

        Assert.Equal(counts, string.Join(' ', report.Groups.Select(group => group.ThreadCount)));
    }

    [Fact]
    public void The_order_does_not_depend_on_that_of_the_table() => Prop.ForAll<int>(seed =>
        SortKey.All.All(key => Enum.GetValues<GroupBy>().All(by =>
        {
            var report = new Report(RandomSummary.Make(seed), new() { By = by, Sort = key });
            ReportGroup[] shuffled = [.. report.Groups];
            new Random(seed).Shuffle(shuffled);
            return report.Groups.SequenceEqual(key.Sort(shuffled));
        }))).Verify();

    [Fact]
    public void An_unknown_key_is_a_usage_error_that_lists_the_keys()
    {
        var error = Assert.Throws<SysprofException>(() => SortKey.Parse("tme"));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Equal("'tme' is not a sort key", error.Message);
        Assert.StartsWith(
            "did you mean 'time'? the keys are busy, time, calls, errors,",
            error.Hint,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_sorts() => Assert.All(SortKey.All, key =>
    {
        Assert.Same(key, SortKey.Parse(key.Name));
        Assert.Equal(5, new Report(Samples.WebServer(), new() { Sort = key }).Groups.Count);
    });
}
