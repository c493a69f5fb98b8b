using System.Buffers;
using Sysprof.Profile.Model;
using Sysprof.Tests.Recording;
using Xunit;

namespace Sysprof.Tests.Model;

public class LatencyHistoryTests
{
    [Fact]
    public void The_last_ones_come_the_oldest_first()
    {
        LatencyHistory history = WithSeconds(5);

        Assert.Equal([2, 3, 4], Seconds(history.Last(3)));
        Assert.Equal([0, 1, 2, 3, 4], Seconds(history.Last(99)));
        Assert.Empty(history.Last(0));
    }

    [Fact]
    public void Of_those_before_a_moment_what_ended_later_is_left_out()
    {
        LatencyHistory history = WithSeconds(5);
        long endOfThird = Samples.Run.StartNs + 3_000_000_000L;

        Assert.Equal([1, 2], Seconds(history.Last(2, endOfThird)));
        Assert.Equal([0, 1], Seconds(history.Last(2, endOfThird - 1)));
    }

    [Fact]
    public void There_are_never_more_than_a_wide_screen_has_columns()
    {
        LatencyHistory history = WithSeconds(LatencyHistory.MostIntervals + 3);

        Assert.Equal(
            Enumerable.Range(3, LatencyHistory.MostIntervals), Seconds(history.Last(int.MaxValue)));
    }

    [Fact]
    public void When_it_is_full_the_oldest_goes()
    {
        int each = LatencyDigest.Of(Second(0), new ArrayBufferWriter<byte>()).Bytes;
        LatencyHistory history = WithSeconds(10, 3 * each);

        Assert.Equal([7, 8, 9], Seconds(history.Last(99)));
    }

    [Fact]
    public void The_last_one_stays_however_large_it_is() => Assert.Equal([9], Seconds(WithSeconds(10, 1).Last(99)));

    [Fact]
    public void Once_cleared_it_begins_anew()
    {
        int each = LatencyDigest.Of(Second(0), new ArrayBufferWriter<byte>()).Bytes;
        LatencyHistory history = WithSeconds(10, 3 * each);
        history.Clear();
        Assert.Empty(history.Last(99));

        for (int second = 20; second < 23; second++)
        {
            history.Add(Second(second));
        }

        Assert.Equal([20, 21, 22], Seconds(history.Last(99)));
    }

    private static LatencyHistory WithSeconds(int count, long capacityBytes = LatencyHistory.DefaultCapacityBytes)
    {
        var history = new LatencyHistory(capacityBytes);
        for (int second = 0; second < count; second++)
        {
            history.Add(Second(second));
        }

        return history;
    }

    private static Interval Second(int second)
    {
        var calls = new CallTable();
        Samples.Call(calls, calls.AddThread(Samples.Thread(7, "t")), 0, 1009, [(1000, 1009)]);
        return Samples.Of(second, calls);
    }

    private static IEnumerable<int> Seconds(IEnumerable<LatencyDigest> digests) =>
        digests.Select(digest => (int)((digest.StartNs - Samples.Run.StartNs) / 1_000_000_000));
}
