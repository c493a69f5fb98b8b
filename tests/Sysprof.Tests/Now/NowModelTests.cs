using Sysprof.Cli.Now;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;
using Xunit;
using static Sysprof.Tests.Now.Sights;

namespace Sysprof.Tests.Now;

public sealed class NowModelTests
{
    [Fact]
    public void Processes_go_by_pid_and_know_the_cgroup_that_a_thread_of_theirs_reported()
    {
        NowFrame frame = Frame;

        Assert.Equal([(77, ""), (4121, "/system.slice/nginx.service")], frame.Processes.Select(process => (process.Tgid, process.Cgroup)));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 15, TimeSpan.Zero), frame.Time);
        Assert.Equal(Second, frame.WatchedNs);
    }

    [Theory]
    [InlineData(4121, 1, 1)] // in a call since long before
    [InlineData(4130, 0.5, 0.35)] // 300 ms that ended, 150 of them waiting; in one for 200 ms, waiting
    [InlineData(4131, 0.012, 0.012)]
    [InlineData(4132, 0.0000008, 0)] // runs in it
    [InlineData(77, 0, 0)]
    public void Shares_are_what_ended_and_what_goes_on(int tid, double calls, double waiting)
    {
        ThreadShares shares = SharesOf(Frame, tid);

        Assert.Equal(calls, shares.Calls, 9);
        Assert.Equal(waiting, shares.Waiting, 9);
        Assert.Equal(1, shares.Calls + shares.Outside, 9);
    }

    [Fact]
    public void Of_a_call_that_goes_over_the_edge_of_a_frame_each_frame_has_its_part()
    {
        var model = new NowModel(Run, View.Order, ProgramOf);
        ThreadSight inCall = Sight(1, 1, "x") with { LookedNs = 101 * Second, Call = Call("read", 9 * Second + Second / 4, isExact: true) };
        NowFrame first = model.Take(Between(100, 101, 0), [inCall], NameOf);
        NowFrame second = model.Take(Between(101, 102, Second), [inCall with { LookedNs = 102 * Second, Call = null, Place = ThreadPlace.Outside }], NameOf);

        // Entered at 100.75 s, over at 101.75 s.
        Assert.Equal(0.25, SharesOf(first, 1).Calls, 9);
        Assert.Equal(0.75, SharesOf(second, 1).Calls, 9);
    }

    [Fact]
    public void The_end_of_the_call_that_a_thread_was_in_at_the_start_counts()
    {
        var model = new NowModel(Run, View.Order, ProgramOf);
        ThreadSight sight = Sight(1, 1, "x") with
        {
            LookedNs = 101 * Second,
            Place = ThreadPlace.Outside,
            JoinedNs = 100 * Second + 3 * Second / 4,
        };

        NowFrame first = model.Take(Between(100, 101, 0), [sight], NameOf);
        NowFrame second = model.Take(Between(101, 102, 0), [sight with { LookedNs = 102 * Second }], NameOf);

        Assert.Equal(0.75, SharesOf(first, 1).Calls, 9);
        Assert.Equal(0, SharesOf(second, 1).Calls);
    }

    [Fact]
    public void A_thread_has_no_time_before_it_was_born()
    {
        ThreadSight young = Sight(1, 1, "x") with { Key = new ThreadKey(1, 1, (ulong)(LookedNs - Second / 2)), Call = Call("read", Second / 4, isExact: true) };
        ThreadSight newborn = Sight(1, 2, "x") with { Key = new ThreadKey(1, 2, (ulong)LookedNs) };
        NowFrame frame = new NowModel(Run, View.Order, ProgramOf).Take(Between(109, 110, 0), [young, newborn], NameOf);

        Assert.Equal(0.5, SharesOf(frame, 1).Calls, 9);
        Assert.Null(frame.Processes[0].Threads[1].Shares);
    }

    [Fact]
    public void Outside_calls_the_time_is_that_since_the_last_one()
    {
        NowThread spinning = Frame.Processes[0].Threads[0];

        Assert.Equal(LookedNs - (109 * Second + 40_000), spinning.ForNs);
        Assert.False(spinning.IsAtLeast);
    }

    [Fact]
    public void Many_that_wait_in_the_same_call_are_folded_and_others_are_not()
    {
        IReadOnlyList<NowRow> rows = NowRow.Fold(Frame.Processes[1].Threads);

        NowRow folded = Assert.Single(rows, row => row.IsFolded);
        Assert.Equal(37, folded.Threads.Count);
        Assert.Equal(48, rows.Sum(row => row.Threads.Count));
        Assert.Equal(12, rows.Count);
    }

    [Theory]
    [InlineData("tid", 4121)]
    [InlineData("comm", 4136)]
    [InlineData("age", 4121)]
    [InlineData("calls", 4121)]
    [InlineData("wait", 4121)]
    public void Threads_are_sorted(string key, int first) => Assert.Equal(
        first,
        new NowModel(Run, NowOrder.Choices.Parse("--sort", key), ProgramOf).Take(Watched, All, NameOf).Processes[1].Threads[0].Sight.Key.Tid);

    private static ThreadShares SharesOf(NowFrame frame, int tid) => Assert.NotNull(
        frame.Processes.SelectMany(process => process.Threads).Single(thread => thread.Sight.Key.Tid == tid).Shares);

    private static Interval Between(long start, long end, long timeNs)
    {
        var calls = new CallTable();
        int row = calls.AddThread(new ThreadInfo(new ThreadKey(1, 1, 5), "x", "x", 1, "/"));
        calls.Cell(calls.CellOf(row, new CallKey(SyscallAbi.X64, 0))).TimeNs = timeNs;
        return new Interval
        {
            StartNs = start * Second,
            EndNs = end * Second,
            Calls = calls,
            Ledger = new Ledger(),
            OwnCpuNs = 0,
        };
    }

    [Fact]
    public void A_thread_of_go_keeps_the_role_that_it_was_seen_in()
    {
        var model = new NowModel(Run, View.Order, _ => new ProgramInfo(ProgramKind.Go, "Go", "1.19.8"));
        ThreadSight monitor = Sight(7, 9, "served");
        var calls = new CallTable();
        int cell = calls.CellOf(calls.AddThread(new ThreadInfo(monitor.Key, "served", "served", 1, "/")), new CallKey(SyscallAbi.X64, 35));
        calls.Cell(cell).Calls = 1009;
        calls.Cell(cell).BlockedCalls = 1009;
        Interval busy = Between(100, 101, 0);
        var watched = new Interval
        {
            StartNs = busy.StartNs,
            EndNs = busy.EndNs,
            Calls = calls,
            Ledger = new Ledger(),
            OwnCpuNs = 0,
        };

        NowThread seen = model.Take(watched, [monitor], NameOf).Processes[0].Threads[0];
        NowThread later = model.Take(Between(101, 102, 0), [monitor], NameOf).Processes[0].Threads[0];

        Assert.Equal(("sysmon", "sysmon", "sysmon"), (seen.Role, seen.Name, later.Role));
    }
}
