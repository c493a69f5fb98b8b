using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.Tests.Programs;

/// <summary>Roles by name, and those of Go by calls as real programs made them.</summary>
public sealed class ThreadRolesTests
{
    private const int Tgid = 100;

    private readonly CallTable _calls = new();

    [Theory]
    [InlineData(ProgramKind.DotNet, ".NET TP Worker", "thread pool worker")]
    [InlineData(ProgramKind.DotNet, ".NET TP Gate", "thread pool gate")]
    [InlineData(ProgramKind.DotNet, ".NET Tiered Com", "tiered compilation")]
    [InlineData(ProgramKind.DotNet, ".NET SynchManag", "wait handles")]
    [InlineData(ProgramKind.DotNet, ".NET Server GC", "GC")]
    [InlineData(ProgramKind.DotNet, ".NET BGC", "background GC")]
    [InlineData(ProgramKind.DotNet, ".NET Sockets", "socket events")]
    [InlineData(ProgramKind.DotNet, ".NET Long Runni", "long-running task")]
    [InlineData(ProgramKind.DotNet, "my thread", "")]
    [InlineData(ProgramKind.Jvm, "GC Thread#0", "GC")]
    [InlineData(ProgramKind.Jvm, "GC Thread#13", "GC")]
    [InlineData(ProgramKind.Jvm, "G1 Main Marker", "GC marking")]
    [InlineData(ProgramKind.Jvm, "C1 CompilerThre", "JIT compiler")]
    [InlineData(ProgramKind.Jvm, "C2 CompilerThre", "JIT compiler")]
    [InlineData(ProgramKind.Jvm, "VM Periodic Tas", "VM timer")]
    [InlineData(ProgramKind.Jvm, "ZWorkerYoung#0", "GC")]
    [InlineData(ProgramKind.Jvm, "VM Thread", "VM operations")]
    [InlineData(ProgramKind.Jvm, "VM Thread 2", "")]
    [InlineData(ProgramKind.Jvm, "pool-1-thread-1", "")]
    [InlineData(ProgramKind.NodeJs, "libuv-worker", "libuv worker")]
    [InlineData(ProgramKind.NodeJs, "DelayedTaskSche", "V8 delayed tasks")]
    [InlineData(ProgramKind.NodeJs, "node", "")]
    [InlineData(ProgramKind.Redis, "bio_aof_fsync", "syncs the AOF")]
    [InlineData(ProgramKind.Redis, "io_thd_3", "client I/O")]
    [InlineData(ProgramKind.Native, "GC Thread#0", "")]
    [InlineData(ProgramKind.Nginx, "nginx", "")]
    public void Threads_with_a_name_of_their_own_are_known_by_it(ProgramKind kind, string comm, string role) =>
        Assert.Equal(role, ThreadRoles.Of(Program(kind), Add(Tgid + 1, comm)));

    [Theory]
    [InlineData(ProgramKind.NodeJs, "event loop")]
    [InlineData(ProgramKind.Redis, "event loop")]
    [InlineData(ProgramKind.DotNet, "main")]
    [InlineData(ProgramKind.Python, "main")]
    [InlineData(ProgramKind.Jvm, "")]
    [InlineData(ProgramKind.Go, "")]
    [InlineData(ProgramKind.Native, "")]
    public void The_leader_is_known_where_it_always_does_the_same(ProgramKind kind, string role) =>
        Assert.Equal(role, ThreadRoles.Of(Program(kind), Add(Tgid, "program")));

    [Fact]
    public void The_monitor_of_Go_is_told_from_threads_that_sleep_too()
    {
        // An HTTP server under load, one that gets ten requests a second, and one whose goroutines only wake each other.
        Assert.Equal("sysmon", Go(("nanosleep", 6886, 6881), ("futex", 1974, 833), ("sched_yield", 185, 0), ("epoll_pwait", 8, 0), ("rt_sigprocmask", 2, 0), ("clone", 1, 0)));
        Assert.Equal("sysmon", Go(("nanosleep", 15, 15), ("futex", 12, 9), ("sched_yield", 3, 0), ("epoll_pwait", 2, 0)));
        Assert.Equal("sysmon", Go(("nanosleep", 295, 295), ("epoll_pwait", 10, 0), ("tgkill", 2, 0), ("getpid", 2, 0)));
        Assert.Equal("sysmon", Go(("nanosleep", 243, 243), ("futex", 6, 3), ("epoll_pwait", 43, 0), ("write", 200, 0)));
        Assert.Equal("netpoller", Go(("futex", 1463, 631), ("nanosleep", 842, 842), ("epoll_pwait", 96, 90), ("sched_yield", 89, 0)));
        Assert.Equal("", Go(("futex", 1463, 631), ("nanosleep", 842, 842), ("epoll_pwait", 96, 0), ("sched_yield", 89, 0)));
        Assert.Equal("", Go(("nanosleep", 1, 1), ("epoll_pwait", 1, 0)));
        Assert.Equal("", Go(("nanosleep", 100, 100), ("futex", 50, 20), ("read", 1, 0)));
        Assert.Equal("", Go(("nanosleep", 100, 100), ("futex", 50, 20), ("fsync", 26, 26)));
        Assert.Equal("", Go(("nanosleep", 100, 100), ("futex", 50, 20), ("write", 101, 0)));
    }

    [Fact]
    public void The_leader_of_Go_is_not_its_monitor() =>
        Assert.Equal("", ThreadRoles.Of(Program(ProgramKind.Go), Add(Tgid, "served", ("nanosleep", 100, 100))));

    [Theory]
    [InlineData(uint.MaxValue, "netpoller")] // without end
    [InlineData(250u, "netpoller")]
    [InlineData(0u, "")] // only looks
    public void Who_waits_for_the_network_right_now_is_the_netpoller(uint timeoutMs, string role)
    {
        ThreadFacts thread = Add(Tgid + 3, "served");
        _calls.Thread(_calls.ThreadCount - 1).InFlight = new InFlightCall(Key("epoll_pwait"), timeoutMs, 5, BeforeStart: false);
        Assert.Equal(role, ThreadRoles.Of(Program(ProgramKind.Go), thread));
    }

    [Fact]
    public void A_process_of_Go_has_one_monitor_the_first_that_was_started()
    {
        // The last is a C library's thread that sleeps in a loop.
        ThreadFacts[] threads =
        [
            Add(Tgid, "served", ("read", 7, 7)),
            Add(Tgid + 9, "served", ("nanosleep", 1000, 1000)),
            Add(Tgid + 1, "served", ("nanosleep", 100, 100), ("futex", 40, 30)),
            Add(Tgid + 2, "served", ("epoll_pwait", 5, 3)),
        ];
        Assert.Equal(["", "", "sysmon", "netpoller"], ThreadRoles.Of(Program(ProgramKind.Go), threads));
    }

    private string Go(params (string Call, long Calls, long Blocked)[] calls) =>
        ThreadRoles.Of(Program(ProgramKind.Go), Add(Tgid + 1, "served", calls));

    private static ProgramInfo Program(ProgramKind kind) => new(kind, "program", "1.0");

    private ThreadFacts Add(int tid, string comm, params (string Call, long Calls, long Blocked)[] calls)
    {
        int row = _calls.AddThread(new ThreadInfo(new ThreadKey(Tgid, tid, (ulong)tid), comm, "program", 1, "/"));
        foreach ((string call, long count, long blocked) in calls)
        {
            ref CallCell cell = ref _calls.Cell(_calls.CellOf(row, Key(call)));
            (cell.Calls, cell.BlockedCalls) = (count, blocked);
        }

        return new ThreadFacts(_calls, row);
    }

    private static CallKey Key(string call)
    {
        Assert.True(SyscallTable.For(SyscallAbi.X64).TryNumber(call, out int number));
        return new CallKey(SyscallAbi.X64, number);
    }
}
