using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Leaks;

/// <summary>A thousand intervals, with threads that go on and threads that come and go all the time.</summary>
public sealed class LongRunTests
{
    private const int Intervals = 1000;
    private const int Warm = 100;
    private const int Looks = 8;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Descriptors_and_memory_do_not_grow(bool recycled)
    {
        using RunningWorkload spin = await RunningWorkload.Start("spin", "2", "3600s");
        using RunningWorkload storm = await RunningWorkload.Start("storm", "1000000000", "0", "3");
        using Tracer tracer = Tracer.Start(new Target.Tasks([spin.Tgid, storm.Tgid], []));
        spin.Go();
        storm.Go();
        Turn(tracer.Session, Warm, recycled);
        (OwnResources resources, long heap, long resident) = (OwnResources.Now(), LeastHeap(tracer.Session, recycled), OwnMemory.ResidentBytes());
        Assert.True(Turn(tracer.Session, Intervals - Warm, recycled) > Intervals / 2, "nothing was going on");

        resources.AssertUnchanged();
        Assert.InRange(LeastHeap(tracer.Session, recycled), 0, heap + (1 << 20));
        Assert.InRange(OwnMemory.ResidentBytes(), 0, resident + resident / 2);
    }

    /// <summary>Bytes that are reachable at the least of a few moments: at each of them up to three intervals more are.</summary>
    private static long LeastHeap(TraceSession session, bool recycled)
    {
        long least = long.MaxValue;
        for (int look = 0; look < Looks; look++)
        {
            Turn(session, 1, recycled);
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        }

        return least;
    }

    /// <returns>How many threads were seen, summed over the intervals.</returns>
    private static long Turn(TraceSession session, int times, bool recycled)
    {
        long threads = 0;
        for (int turn = 0; turn < times; turn++)
        {
            Profile.Model.Interval interval = session.Rotate();
            threads += interval.Calls.ThreadCount;
            if (recycled)
                session.Recycle(interval);
        }

        return threads;
    }
}
