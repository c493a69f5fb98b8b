using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;
using Samples = Sysprof.Tests.Recording.Samples;

namespace Sysprof.Tests.Metrics;

/// <summary>The metrics of calls in flight.</summary>
public sealed class WaitingMetricsTests
{
    private const long Second = 1_000_000_000;

    private readonly RunMetrics _metrics = Expositions.Idle();

    [Fact]
    public void A_thread_that_goes_on_waiting_grows_older_until_it_comes_back()
    {
        Take(0, builder => builder.Thread(1, 1, "a").InFlightSince("futex", At(0.25)));
        Assert.Equal(0.75, Oldest("futex"));
        for (int second = 1; second < 20; second++)
        {
            Take(second, _ => { });
            Assert.Equal(second + 0.75, Oldest("futex"));
            Assert.Equal(1, InFlight());
        }

        Take(20, builder => builder.Thread(1, 1, "a").Calls("futex", 1, 20 * Second));
        Assert.Equal(0, InFlight());
        Assert.Null(Oldest("futex"));
    }

    [Fact]
    public void The_oldest_of_each_call_counts()
    {
        Take(0, builder =>
        {
            builder.Thread(1, 1, "a").InFlightSince("futex", At(0.5));
            builder.Thread(2, 2, "a").InFlightSince("futex", At(0.125));
            builder.Thread(3, 3, "a").InFlightSince("futex", At(0.75));
            builder.Thread(4, 4, "a").InFlightSince("read", At(0.875));
        });

        Assert.Equal((0.875, 0.125, 4), (Oldest("futex"), Oldest("read"), InFlight()));
    }

    [Fact]
    public void Who_ended_is_in_nothing()
    {
        Take(0, builder => builder.Thread(1, 1, "a").InFlightSince("futex", At(0)));
        Take(1, builder => builder.Thread(1, 1, "a").Ended());

        Assert.Equal(0, InFlight());
        Assert.Null(Oldest("futex"));
        Assert.Equal(0, CollectedMetrics.Of(_metrics)["sysprof_threads{}"]);
    }

    [Fact]
    public void A_call_from_before_the_attaching_is_in_flight_too()
    {
        Take(0, builder => builder.Thread(1, 1, "a").InFlightSince("epoll_wait", At(0), beforeStart: true));

        Assert.Equal((1d, 1), (Oldest("epoll_wait"), InFlight()));
    }

    [Fact]
    public void A_call_that_was_entered_after_the_end_is_new()
    {
        Take(0, builder => builder.Thread(1, 1, "a").InFlightSince("futex", At(1.5)));
        Assert.Equal(0, Oldest("futex"));
    }

    [Fact]
    public void A_call_in_flight_is_counted_from_0_on()
    {
        Take(0, builder => builder.Thread(1, 1, "a").InFlightSince("futex", At(0)));
        Assert.Equal(0, CollectedMetrics.Of(_metrics)["sysprof_syscalls_total{syscall=\"futex\"}"]);
    }

    private static long At(double seconds) => Samples.Run.StartNs + (long)(seconds * Second);

    private void Take(int second, Action<SummaryBuilder> add)
    {
        var builder = new SummaryBuilder();
        add(builder);
        Interval interval = builder.BuildInterval(At(second), At(second + 1), 0);
        _metrics.Take(interval, Expositions.Noon.AddSeconds(second));
    }

    private double InFlight() => CollectedMetrics.Of(_metrics)["sysprof_syscalls_in_flight{}"];

    private double? Oldest(string call) =>
        CollectedMetrics.Of(_metrics).Values.TryGetValue(
            $"sysprof_syscall_oldest_in_flight_seconds{{syscall=\"{call}\"}}", out double seconds)
            ? seconds
            : null;
}
