using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Tests.Top;
using Xunit;

namespace Sysprof.Tests.Export;

/// <summary>What is advised when calls were lost.</summary>
public class LossReasonTests
{
    private static readonly Ledger s_full = new() { Entered = 5000, Lost = 1234 };

    [Theory]
    [InlineData(16 << 20, 0, "lost 1,234 calls: ring full; try --ring-size 64M, fewer calls (-e), or --max-overhead")]
    [InlineData(64 << 10, 0, "lost 1,234 calls: ring full; try --ring-size 256K, fewer calls (-e), or --max-overhead")]
    [InlineData(512 << 20, 0, "lost 1,234 calls: ring full; try --ring-size 1G, fewer calls (-e), or --max-overhead")]
    [InlineData(1 << 30, 0, "lost 1,234 calls: ring full; try fewer calls (-e) or --max-overhead")]
    [InlineData(1 << 30, 0.02, "lost 1,234 calls: ring full; try fewer calls (-e)")]
    [InlineData(16 << 20, 0.02, "lost 1,234 calls: ring full; try --ring-size 64M or fewer calls (-e)")]
    [InlineData(0, 0, "lost 1,234 calls: ring full; next time a larger --ring-size, fewer calls (-e), or --max-overhead")]
    public void A_bigger_ring_is_named_with_what_the_run_did_not_have(int ringBytes, double maxOverhead, string line) =>
        Assert.Equal(line, LossReason.Line(s_full, WebServer.Run with { RingBytes = ringBytes, MaxOverhead = maxOverhead }));

    [Fact]
    public void The_most_frequent_reason_is_named()
    {
        Assert.Equal(
            "lost 1,234 calls: no memory; try more free memory, or a higher memory limit for sysprof",
            LossReason.Line(s_full with { LostNoMemory = 1000 }, WebServer.Run with { RingBytes = 4096 }));
        Assert.Equal("lost 1,234 calls: exit missed", LossReason.Line(s_full with { LostExits = 1000 }, WebServer.Run));
    }

    [Fact]
    public void Nothing_lost_is_nothing_said() => Assert.Null(LossReason.Line(new Ledger { Entered = 5000 }, WebServer.Run));

    [Fact]
    public void What_was_not_found_out_is_added_up_by_what_it_is_and_stands_below_the_table()
    {
        var summary = new Summary(WebServer.Run);
        summary.Add(Interval(new("cgroup paths", 3), new("programs", 1)));
        summary.Add(Interval(new Unresolved("programs", 2)));

        Assert.Contains("UNRESOLVED: 3 cgroup paths, 3 programs", ReportFooter.Lines(new Report(summary, new ReportOptions())));
    }

    private static Interval Interval(params Unresolved[] unresolved) => new()
    {
        StartNs = 0,
        EndNs = 1,
        Calls = new CallTable(),
        Ledger = default,
        OwnCpuNs = 0,
        Unresolved = unresolved,
    };
}
