using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;
using static Sysprof.Tests.Aggregation.ThreadTimeline;

namespace Sysprof.Tests.Aggregation;

/// <summary>What a thread did with its time, from what is told of it.</summary>
public sealed class ThreadTimeTests
{
    private const long StartNs = 1_000_000_000;
    private const long Ms = 1_000_000;

    private readonly CallAggregator _aggregator = new(new EverybodyIsMember(), SyscallAbi.X64);
    private readonly Summary _run = Empty();
    private readonly Present _present = new(Empty().Run);
    private long _intervalStartNs = StartNs;
    private ThreadTime _shown;

    public ThreadTimeTests() => _aggregator.Begin(StartNs);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_sequence_of_intervals_adds_up_to_what_the_thread_did(int seed)
    {
        var random = new Random(seed);
        var thread = new ThreadTimeline(_aggregator, StartNs) { LagNs = random.Next((int)ThreadClock.TickNs) };
        for (int step = 0; step < 200; step++)
        {
            DoSomething(thread, random);
        }

        thread.Send(BatchKind.Last);
        EndInterval(thread.NowNs);

        Assert.Equal(thread.NowNs - StartNs, thread.Truth.WallNs);
        Assert.Equal(thread.Truth, Time());
        Assert.Equal(Time(), _shown);
    }

    [Fact]
    public void A_wait_of_ten_intervals_is_told_in_each_and_counted_once()
    {
        var thread = new ThreadTimeline(_aggregator, StartNs);
        thread.Enter(EpollWait);
        for (int second = 0; second < 10; second++)
        {
            thread.Stay(1000 * Ms);
            Turn(thread);
            Assert.Equal((second + 1) * 1000 * Ms, Time().IdleNs);
            Assert.Equal(new ThreadTime { IdleNs = 1000 * Ms }, Assert.Single(Threads(_present.Summary)).Time);
        }

        thread.Stay(500 * Ms);
        thread.Leave();
        thread.Compute(500 * Ms);
        Turn(thread);
        Assert.Equal(
            new ThreadTime { IdleNs = 500 * Ms, UserNs = 500 * Ms, CpuNs = 500 * Ms }, Assert.Single(Threads(_present.Summary)).Time);
        Assert.Equal(thread.Truth, Time());
    }

    [Fact]
    public void Without_a_cpu_a_thread_is_ready()
    {
        var thread = new ThreadTimeline(_aggregator, StartNs);
        thread.Compute(100 * Ms, readyNs: 300 * Ms);
        Turn(thread);

        // A running thread may have had a CPU since the last tick.
        Assert.Equal(400 * Ms, Time().WallNs);
        Assert.InRange(Time().UserNs, 100 * Ms, 100 * Ms + ThreadClock.TickNs);
        thread.Compute(ThreadClock.TickNs);
        Turn(thread);
        Assert.InRange(Time().CpuNs, 104 * Ms, 104 * Ms + ThreadClock.TickNs);
    }

    [Fact]
    public void Cpu_time_is_divided_as_the_thread_wanted_it()
    {
        var thread = new ThreadTimeline(_aggregator, StartNs);
        thread.Enter(Getppid);
        thread.Stay(300 * Ms);
        thread.Leave();
        thread.Compute(100 * Ms);
        thread.LagNs = 200 * Ms + ThreadClock.TickNs;
        Turn(thread);

        Assert.Equal(
            new ThreadTime { CpuNs = 200 * Ms, UserNs = 50 * Ms, WorkingNs = 150 * Ms, ReadyNs = 200 * Ms }, Time());
    }

    [Fact]
    public void What_is_lost_is_not_known()
    {
        var thread = new ThreadTimeline(_aggregator, StartNs);
        thread.Compute(10 * Ms);
        Turn(thread);
        thread.Enter(Read);
        thread.Stay(70 * Ms);
        thread.Leave();
        thread.Send(BatchKind.Flush, isLost: true);
        thread.Enter(Read);
        thread.Stay(20 * Ms);
        thread.Leave();
        Turn(thread);

        Assert.Equal(new ThreadTime { UserNs = 10 * Ms, CpuNs = 10 * Ms, WaitingNs = 20 * Ms, UnknownNs = 70 * Ms }, Time());
    }

    [Fact]
    public void What_a_thread_had_before_the_run_is_not_counted()
    {
        var thread = new ThreadTimeline(_aggregator, StartNs - 500 * Ms);
        thread.Compute(500 * Ms);
        thread.Enter(Read);
        thread.Visit();
        thread.Stay(200 * Ms);
        thread.Leave();
        thread.Compute(50 * Ms);
        Turn(thread);

        Assert.Equal(new ThreadTime { WaitingNs = 200 * Ms, UserNs = 50 * Ms, CpuNs = 50 * Ms }, Time());
    }

    [Fact]
    public void What_was_told_before_the_run_began_is_not_counted()
    {
        var thread = new ThreadTimeline(_aggregator, StartNs);
        thread.Compute(20 * Ms);
        thread.Enter(Read);
        thread.Stay(40 * Ms);
        thread.Visit();
        _aggregator.Begin(_intervalStartNs = thread.NowNs);
        thread.Stay(30 * Ms);
        thread.Leave();
        Turn(thread);

        Assert.Equal(new ThreadTime { WaitingNs = 30 * Ms }, Time());
    }

    [Fact]
    public void Between_calls_of_which_not_all_are_traced_nothing_is_known()
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64, times: TimeDetail.InCalls);
        aggregator.Begin(StartNs);
        var thread = new ThreadTimeline(aggregator, StartNs);
        thread.Compute(10 * Ms);
        thread.Enter(Read);
        thread.Stay(20 * Ms);
        thread.Leave();
        thread.Compute(30 * Ms);
        thread.Visit();

        ThreadTime time = aggregator.Rotate(thread.NowNs).Calls.Thread(0).Time;
        Assert.Equal((20 * Ms, 40 * Ms, 0), (time.WaitingNs, time.UnknownNs, time.UserNs));
    }

    private static Summary Empty() => new(new SummaryBuilder().Build().Run);

    private static IEnumerable<ThreadRow> Threads(Summary summary) =>
        Enumerable.Range(0, summary.Calls.ThreadCount).Select(row => summary.Calls.Thread(row));

    private void DoSomething(ThreadTimeline thread, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                thread.Compute(random.Next(1, (int)(20 * Ms)));
                break;
            case 1:
                thread.Visit();
                break;
            default:
                thread.Enter(random.GetItems([Getppid, Read, EpollWait], 1)[0]);
                for (int part = random.Next(3); part >= 0; part--)
                {
                    thread.Stay(random.Next(1, (int)(20 * Ms)));
                    if (random.Next(4) == 0)
                    {
                        Turn(thread);
                    }
                }

                thread.Leave();
                break;
        }

        if (random.Next(8) == 0)
        {
            Turn(thread);
        }
    }

    /// <summary>Ends the interval as a session does: what is seen may be later than its end.</summary>
    private void Turn(ThreadTimeline thread)
    {
        long endNs = thread.NowNs;
        thread.Visit();
        EndInterval(endNs);
    }

    private void EndInterval(long endNs)
    {
        var interval = new Interval
        {
            StartNs = _intervalStartNs,
            EndNs = endNs,
            Calls = _aggregator.Rotate(endNs).Calls,
            Ledger = default,
            OwnCpuNs = 0,
        };
        _intervalStartNs = endNs;
        _run.Add(interval);
        _present.Show(interval);
        foreach (ThreadRow thread in Threads(_present.Summary))
        {
            _shown += thread.Time;
        }
    }

    private ThreadTime Time() => Assert.Single(Threads(_run)).Time;
}
