using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

/// <summary>What stands below a result of which a part of the time was seen.</summary>
public class ReportFooterTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Which_part_of_the_time_was_seen_is_said_below_the_cost()
    {
        string[] lines = [.. ReportFooter.Lines(ReportOf(unseenNs: 79 * Second / 100, maxOverhead: 0.02), width: 120)];

        Assert.Equal(
            [
                "ledger: entered 23 = returned 21 + in flight 0 + never return 0 + cut 2 + lost 0",
                "cost: 100 ns per call, 0.1% of a CPU",
                "seen 21% of the time (--max-overhead 2%); rates are scaled, counts are of the time seen",
            ],
            lines);
    }

    [Fact]
    public void With_a_bound_it_is_said_too_when_that_was_all()
    {
        string[] lines = [.. ReportFooter.Lines(ReportOf(unseenNs: 0, maxOverhead: 0.005), width: 120)];

        Assert.Equal("seen 100% of the time (--max-overhead 0.5%)", lines[^1]);
    }

    [Fact]
    public void Without_a_bound_nothing_is_said() => Assert.DoesNotContain(
        ReportFooter.Lines(ReportOf(unseenNs: 0, maxOverhead: 0)), line => line.StartsWith("seen", StringComparison.Ordinal));

    [Fact]
    public void Rates_are_of_the_time_that_was_seen()
    {
        Assert.Equal(100, ReportOf(unseenNs: 79 * Second / 100, maxOverhead: 0.02).PerSecond(21), 9);
        Assert.Equal(0, ReportOf(unseenNs: Second, maxOverhead: 0.02).PerSecond(21));
    }

    [Fact]
    public void What_threads_did_goes_on_in_the_next_line_where_it_is_long()
    {
        var calls = new CallTable();
        ref ThreadRow thread = ref calls.Thread(calls.AddThread(new ThreadInfo(new ThreadKey(7, 7, 1), "a", "a", 1, "")));
        thread.UntilNs = 2 * Second;
        thread.Time = new ThreadTime
        {
            UserNs = 110 * Second / 1000,
            WorkingNs = 120 * Second / 1000,
            WaitingNs = 130 * Second / 1000,
            IdleNs = 140 * Second / 1000,
            ReadyNs = 150 * Second / 1000,
            UnknownNs = 350 * Second / 1000,
        };

        string[] lines = [.. ReportFooter.Lines(ReportOf(unseenNs: 0, maxOverhead: 0, calls), width: 60)];

        Assert.Equal(["threads: user 11%, working 12%, waiting 13%, idle 14%,", "    ready 15%, unknown 35%"], lines[..2]);
    }

    private static Report ReportOf(long unseenNs, double maxOverhead, CallTable? calls = null)
    {
        var summary = new Summary(Recording.Samples.Run with { MaxOverhead = maxOverhead, NsPerCall = 100 });
        summary.Add(new Interval
        {
            StartNs = Second,
            EndNs = 2 * Second,
            UnseenNs = unseenNs,
            Calls = calls ?? new CallTable(),
            Ledger = new Ledger { Entered = 23, Returned = 21, Cut = 2, Closed = true },
            OwnCpuNs = Second / 1000,
        });
        return new Report(summary, new ReportOptions());
    }
}
