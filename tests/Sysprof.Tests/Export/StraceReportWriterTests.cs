using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class StraceReportWriterTests
{
    [Fact]
    public void It_is_the_same_for_every_grouping()
    {
        string[] texts = [.. Enum.GetValues<GroupBy>()
            .Select(by => ReportText.Of(Samples.WebServer(), ReportFormat.Strace, new() { By = by }))];

        Assert.Single(texts.Distinct());
    }

    [Fact]
    public void Restarts_are_errors_and_calls_that_never_return_are_left_out()
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "t")
            .Calls("futex", 10, 1_000).Errors("futex", "EAGAIN", 3).Restarted("futex", 2)
            .NeverReturns("exit_group")
            .Build();

        string text = ReportText.Of(summary, ReportFormat.Strace);

        Assert.Contains("100.00    0.000010           1        10         5 futex\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("exit_group", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_no_call_are_left_out()
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "t")
            .Calls(new CallKey(SyscallAbi.X64, 9999), 7, 100)
            .Calls("getppid", 13, 1_000)
            .Build();

        string text = ReportText.Of(summary, ReportFormat.Strace);

        Assert.DoesNotContain("syscall_9999", text, StringComparison.Ordinal);
        Assert.Contains("100.00    0.000013           1        13           total\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_when_nothing_returned() =>
        Assert.Equal("", ReportText.Of(new SummaryBuilder().Build(), ReportFormat.Strace));
}
