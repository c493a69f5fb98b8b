using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Metrics;

public sealed class ExemplarTests
{
    private readonly RunMetrics _metrics = Expositions.Idle();
    private DateTimeOffset _now = Expositions.Noon;

    [Fact]
    public void The_slowest_call_of_all_threads_wins()
    {
        Take((1, 3_000), (2, 900_000), (3, 70));

        Assert.Equal(new Exemplar(900_000 / 1e9, 2, "p2", Expositions.Noon), Slowest(), AreSame);
        Assert.Equal([("pid", "2"), ("comm", "p2")], Slowest().Labels.Select(label => (label.Name, label.Value)));
    }

    [Fact]
    public void A_faster_one_does_not_replace_it_while_it_lives()
    {
        Take((1, 900_000));
        _now += SyscallTotals.ExemplarLifetime;
        Take((2, 899_999));
        Assert.Equal(1, Slowest().Tgid);
    }

    [Fact]
    public void A_faster_one_replaces_it_afterwards()
    {
        Take((1, 900_000));
        _now += SyscallTotals.ExemplarLifetime + TimeSpan.FromMilliseconds(1);
        Take((2, 100), (3, 200), (4, 150));
        Assert.Equal((3, _now), (Slowest().Tgid, Slowest().Time));
    }

    [Fact]
    public void A_slower_one_replaces_it_at_once()
    {
        Take((1, 900_000));
        _now += TimeSpan.FromSeconds(1);
        Take((2, 900_001));
        Assert.Equal((2, _now), (Slowest().Tgid, Slowest().Time));
    }

    [Fact]
    public void It_stays_while_nobody_calls()
    {
        Take((1, 900_000));
        _now += TimeSpan.FromHours(1);
        Take();
        Assert.Equal((1, Expositions.Noon), (Slowest().Tgid, Slowest().Time));
    }

    /// <summary>Prometheus refuses an exemplar that is not newer than the one before it, unless it is the same.</summary>
    [Fact]
    public void Two_of_them_never_have_one_time_whatever_the_clock_does()
    {
        var seen = new List<long>();
        foreach (int seconds in (int[])[0, 1, -3600, 0, 0, 3, 4000])
        {
            _now += TimeSpan.FromSeconds(seconds);
            Take((1, 1_000 * (seen.Count + 1)));
            seen.Add(Slowest().Time.ToUnixTimeMilliseconds());
        }

        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal(_now, Slowest().Time);
    }

    [Fact]
    public void Each_call_has_its_own_and_processes_and_cgroups_none()
    {
        RunMetrics metrics = Expositions.Small("cat", options: Expositions.Everything);
        CollectedMetrics collected = CollectedMetrics.Of(metrics);

        Assert.Equal(0.3, collected.Histograms["sysprof_syscall_duration_seconds{syscall=\"write\"}"].Exemplar!.Seconds);
        Assert.All(collected.HistogramsOf(RunFamilies.Process.Duration), histogram => Assert.Null(histogram.Exemplar));
        Assert.All(collected.HistogramsOf(RunFamilies.Cgroup.Duration), histogram => Assert.Null(histogram.Exemplar));
    }

    private static bool AreSame(Exemplar a, Exemplar b) => (a.Seconds, a.Tgid, a.Comm, a.Time) == (b.Seconds, b.Tgid, b.Comm, b.Time);

    private void Take(params (int Tgid, long Ns)[] calls)
    {
        var builder = new SummaryBuilder();
        foreach ((int tgid, long ns) in calls)
        {
            builder.Thread(tgid, tgid, "t", $"p{tgid}").Calls("read", 2, 50).Calls("read", 1, ns);
        }

        _metrics.Take(builder.BuildInterval(SummaryBuilder.StartNs, SummaryBuilder.EndNs, 0), _now);
    }

    private Exemplar Slowest() => Assert.Single(CollectedMetrics.Of(_metrics).HistogramsOf(RunFamilies.Duration)).Exemplar!;
}
