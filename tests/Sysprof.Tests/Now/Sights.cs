using System.Collections.Immutable;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Now;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Programs;

namespace Sysprof.Tests.Now;

/// <summary>Threads as they might be found, ten seconds after tracing began at second 100.</summary>
internal static class Sights
{
    public const long Second = 1_000_000_000;
    public const long LookedNs = 110 * Second;

    public static RunInfo Run { get; } = new()
    {
        Host = "web-1",
        Kernel = "6.18.1",
        Architecture = "x86_64",
        Start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        StartNs = 100 * Second,
        Target = "-p 4121,77",
        Syscalls = "",
        NsPerCall = 250,
        Version = "0.1.0",
    };

    /// <summary>A server with a pool of idle threads, and a program that one may not trust.</summary>
    public static IReadOnlyList<ThreadSight> All { get; } =
    [
        Sight(77, 77, "evil\u001b[2J\u202e") with
        {
            State = TaskState.Running,
            OnCpu = true,
            Place = ThreadPlace.Outside,
            LastCalls = [Past("openat", 109 * Second, 40_000, -2)],
        },
        Sight(4121, 4121, "nginx") with { Call = Call("rt_sigsuspend", 3600 * Second, isExact: false) },
        Sight(4121, 4130, "worker-1") with
        {
            Call = Call("epoll_wait", 2 * Second / 10, isExact: true, 5, 0, 64, 30000),
            LastCalls = [Past("read", 109 * Second, 100_000, 512, 7), Past("futex", 108 * Second, 300, -11), Past("write", 107 * Second, 90_000, 88)],
        },
        Sight(4121, 4131, "worker-2") with
        {
            State = TaskState.Uninterruptible,
            Call = Call("pread64", 12 * Second / 1000, isExact: true, 7, 0, 1 << 20, 4096),
            LastCalls = [Past("pread64", 109 * Second, 9_000_000, 1 << 20)],
        },
        Sight(4121, 4132, "worker-3") with
        {
            OnCpu = true,
            State = TaskState.Running,
            Call = Call("ia32:write", 800, isExact: true, 4, 0, 17),
        },
        Sight(4121, 4133, "worker-4") with { State = TaskState.Stopped, Place = ThreadPlace.Outside },
        Sight(4121, 4134, "worker-5") with { State = TaskState.Running, Place = ThreadPlace.Outside },
        Sight(4121, 4135, "worker-6") with { State = TaskState.Running, OnCpu = true, Place = ThreadPlace.Running },
        Sight(4121, 4136, "iou-wrk-4130") with { Place = ThreadPlace.Worker },
        .. Enumerable.Range(4140, 40).Select(tid => Sight(4121, tid, $"pool-{tid - 4140}") with
        {
            Call = Call("futex", 11 * Second, isExact: false, 0x7f1200000000 + (ulong)tid, 0x80, 2),
        }),
    ];

    public static NowView View { get; } = new()
    {
        IsJson = false,
        Order = NowOrder.Choices.Parse("--sort", null),
        Limit = 0,
        ShowsEach = false,
        Color = false,
        IsWatch = false,
        Interval = TimeSpan.FromSeconds(1),
    };

    /// <summary>The last second of the run: worker-1 was 300 ms in calls that ended, half of them waiting.</summary>
    public static Interval Watched
    {
        get
        {
            var calls = new CallTable();
            int row = calls.AddThread(new ThreadInfo(new ThreadKey(4121, 4130, 5), "worker-1", "nginx", 1, "/system.slice/nginx.service"));
            int cell = calls.CellOf(row, Key("read"));
            calls.Cell(cell).Calls = 3;
            calls.Cell(cell).TimeNs = 3 * Second / 10;
            calls.Cell(cell).BlockedCalls = 1;
            calls.Cell(cell).BlockedNs = 15 * Second / 100;
            return new Interval
            {
                StartNs = LookedNs - Second,
                EndNs = LookedNs,
                Calls = calls,
                Ledger = new Ledger(),
                OwnCpuNs = 0,
            };
        }
    }

    /// <summary>One process runs what is known, the other tells nothing of itself.</summary>
    public static ProgramInfo? ProgramOf(int tgid) =>
        tgid == 4121 ? new ProgramInfo(ProgramKind.Nginx, "nginx", "1.22.1") : null;

    public static NowFrame Frame => new NowModel(Run, View.Order, ProgramOf).Take(Watched, All, NameOf);

    public static ThreadSight Sight(int tgid, int tid, string comm) => new()
    {
        Key = new ThreadKey(tgid, tid, 5),
        Comm = comm,
        Process = tgid == 4121 ? "nginx" : comm,
        LookedNs = LookedNs,
        State = TaskState.Sleeping,
        OnCpu = false,
        Place = ThreadPlace.InCall,
    };

    public static SightedCall Call(string name, long forNs, bool isExact, params ulong[] arguments) => new(
        Key(name),
        [.. arguments, .. Enumerable.Repeat(0ul, 6 - arguments.Length)],
        isExact ? LookedNs - forNs : null,
        forNs);

    public static PastCall Past(string name, long startNs, long durationNs, int result, uint argument = 0) =>
        new(Key(name), startNs, durationNs, result, argument, Waited: durationNs > 50_000);

    public static string? NameOf(ThreadKey thread, int fd) => fd switch
    {
        4 => "tcp 10.0.0.5:5432",
        7 => "/var/lib/data/\u001b[31mx",
        _ => null,
    };

    private static CallKey Key(string name)
    {
        SyscallAbi abi = name.StartsWith("ia32:", StringComparison.Ordinal) ? SyscallAbi.Ia32 : SyscallAbi.X64;
        Xunit.Assert.True(SyscallTable.For(abi).TryNumber(name.Replace("ia32:", ""), out int number));
        return new CallKey(abi, number);
    }
}
