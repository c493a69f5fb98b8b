using FsCheck;
using FsCheck.Fluent;
using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Session;

/// <summary>A load is played to the bound, a millisecond at a time, and what it costs is added up as the kernel would.</summary>
public sealed class OverheadBoundTests
{
    private const long Millisecond = 1_000_000;
    private const double NsPerCall = 800;

    [Fact]
    public void A_load_that_costs_less_than_the_bound_is_always_seen()
    {
        var played = new PlayedBound(0.02, NsPerCall);
        played.Play(10_000, callsPerSecond: 10_000);

        Assert.Equal(1, played.SeenShare);
        Assert.Equal(0, played.Detachings);
    }

    [Fact]
    public void A_heavy_load_is_seen_for_as_much_of_the_time_as_the_bound_allows()
    {
        var played = new PlayedBound(0.02, NsPerCall);
        played.Play(20_000, callsPerSecond: 400_000);

        // 400,000 calls a second cost 32% of a CPU.
        Assert.InRange(played.SeenShare, 0.9 * 0.02 / 0.32, 1.05 * 0.02 / 0.32);
        Assert.InRange(played.CostShare, 0.9 * 0.02, 1.05 * 0.02);
    }

    [Fact]
    public void The_time_of_our_own_process_is_part_of_the_cost()
    {
        var played = new PlayedBound(0.02, NsPerCall) { OwnShare = 0.006 };
        played.Play(20_000, callsPerSecond: 400_000);

        Assert.InRange(played.SeenShare, 0.85 * 0.014 / 0.32, 1.1 * 0.014 / 0.32);
        Assert.InRange(played.CostShare, 0.9 * 0.02, 1.05 * 0.02);
    }

    [Fact]
    public void Half_of_the_bound_is_for_calls_whatever_our_own_process_takes()
    {
        var played = new PlayedBound(0.02, NsPerCall) { OwnShare = 0.5 };
        played.Play(20_000, callsPerSecond: 400_000);

        Assert.InRange(played.CostShare - 0.5, 0.9 * 0.01, 1.05 * 0.01);
    }

    [Fact]
    public void A_load_that_ends_is_followed_within_seconds()
    {
        var played = new PlayedBound(0.02, NsPerCall);
        played.Play(10_000, callsPerSecond: 400_000);
        played.Play(5_000, callsPerSecond: 1_000);
        double seenMs = played.AttachedMs;
        played.Play(1_000, callsPerSecond: 1_000);

        Assert.Equal(seenMs + 1_000, played.AttachedMs);
    }

    [Fact]
    public void Windows_lie_everywhere_in_their_periods()
    {
        var played = new PlayedBound(0.02, NsPerCall);
        played.Play(60_000, callsPerSecond: 400_000);
        var tenths = played.OpeningsNs.Select(at => at % OverheadBound.ShortestPeriodNs * 10 / OverheadBound.ShortestPeriodNs);

        Assert.Equal(10, tenths.Distinct().Count());
    }

    [Fact]
    public void Costly_edges_make_periods_longer_and_windows_rarer()
    {
        var played = new PlayedBound(0.02, NsPerCall) { EdgeNs = 5 * Millisecond };
        played.Play(60_000, callsPerSecond: 400_000);

        // An edge may take a quarter of what a period allows: 5 ms are that in a second.
        Assert.InRange(played.Detachings, 50, 65);
        Assert.InRange(played.CostShare, 0.85 * 0.02, 1.05 * 0.02);
    }

    [Fact]
    public void No_ten_periods_cost_more_than_twelve_allow()
    {
        Gen<(int Milliseconds, int CallsPerSecond)[]> loads =
            Gen.Choose(1, 3_000)
                .SelectMany(_ => Gen.Elements(0, 1_000, 30_000, 400_000, 4_000_000), (ms, calls) => (ms, calls))
                .ArrayOf();
        Prop.ForAll(
                Arb.From(Gen.Elements(0.001, 0.005, 0.02, 0.1).SelectMany(_ => loads, (share, parts) => (share, parts))),
                load =>
                {
                    var played = new PlayedBound(load.share, NsPerCall) { OwnShare = load.share / 10 };
                    foreach ((int milliseconds, int calls) in load.parts)
                    {
                        played.Play(milliseconds, calls);
                    }

                    double mostNs = played.MostInNs(10 * played.LongestPeriodNs);
                    double allowedNs = 12 * played.LongestPeriodNs * load.share;
                    return (mostNs <= allowedNs).Label($"{mostNs} of {allowedNs} ns at {load.share}");
                })
            .QuickCheckThrowOnFailure();
    }
}
