using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Sysprof.Tests.Top;
using Xunit;

namespace Sysprof.Tests.Model;

/// <summary>Intervals of a second, the one numbered n with n calls.</summary>
public sealed class RecentCallsTests
{
    private const long Second = 1_000_000_000;

    private readonly RecentCalls _recent = new(WebServer.Run);

    [Fact]
    public void Until_the_first_ten_seconds_are_whole_it_is_what_there_is()
    {
        Add(1, 9);

        Assert.False(_recent.IsWhole);
        Assert.Equal((45, 9), (Calls(), _recent.Summary.DurationSeconds));
    }

    [Fact]
    public void Then_it_is_the_last_ten_that_are_whole()
    {
        Add(1, 10);
        Assert.True(_recent.IsWhole);
        Assert.Equal((55, 10), (Calls(), _recent.Summary.DurationSeconds));

        Add(11, 19);
        Assert.Equal((55, 10), (Calls(), _recent.Summary.DurationSeconds));
        Add(20, 20);
        Assert.Equal((155, 10), (Calls(), _recent.Summary.DurationSeconds));
        Add(21, 30);
        Assert.Equal((255, 10), (Calls(), _recent.Summary.DurationSeconds));
    }

    [Fact]
    public void Many_threads_make_it_shorter()
    {
        const int each = 20_011;
        for (int second = 1; second <= 6; second++)
        {
            var builder = new SummaryBuilder();
            for (int thread = 1; thread <= each; thread++)
            {
                builder.Thread(second * each + thread, second * each + thread, "short").Calls("getppid", 1, 100).Ended();
            }

            _recent.Add(builder.BuildInterval(second * Second, (second + 1) * Second, 0));
            Assert.InRange(_recent.Summary.Calls.ThreadCount, each, RecentCalls.MostThreads + each);
        }

        Assert.Equal(3, _recent.Summary.DurationSeconds);
    }

    [Fact]
    public void Cleared_it_begins_anew()
    {
        Add(1, 10);
        _recent.Clear();
        Assert.Equal((false, 0), (_recent.IsWhole, _recent.Summary.Calls.ThreadCount));

        Add(3, 3);
        Assert.Equal((3, 1), (Calls(), _recent.Summary.DurationSeconds));
    }

    [Fact]
    public void Histograms_are_only_of_the_calls_that_are_named()
    {
        var read = new CallKey(SyscallAbi.X64, 0);
        var recent = new RecentCalls(WebServer.Run, [read]);
        recent.Add(new SummaryBuilder().Thread(7, 7, "t").Calls("read", 3, 100).Calls("write", 5, 100).BuildInterval(0, Second, 0));

        CallTable calls = recent.Summary.Calls;
        Assert.Equal(8, calls.Total().Calls);
        foreach (int cell in calls.CellsOf(0))
        {
            Assert.Equal(calls.Cell(cell).Key == read ? 3 : 0, calls.BucketsOf(cell).Sum(bucket => bucket.Count));
        }
    }

    private long Calls() => _recent.Summary.Calls.Total().Calls;

    private void Add(int from, int to)
    {
        for (int second = from; second <= to; second++)
        {
            var builder = new SummaryBuilder().Thread(7, 7, "t").Calls("read", second, 100);
            _recent.Add(builder.BuildInterval(second * Second, (second + 1) * Second, 0));
        }
    }
}
