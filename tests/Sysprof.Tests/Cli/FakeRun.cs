using Sysprof.Cli.Running;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Cli;

/// <summary>A run in which one thread makes 7 calls of getppid in each interval.</summary>
internal sealed class FakeRun : ILiveRun
{
    public const int CallsPerInterval = 7;

    private const long StartNs = 1_000_000_000;
    private readonly TaskCompletionSource _ended = new();
    private readonly JumpingClock? _clock;
    private long _lastNs = StartNs;

    public FakeRun(JumpingClock? clock = null) => _clock = clock;

    public List<int> Signals { get; } = [];

    public int Intervals { get; private set; }

    public int Recycled { get; private set; }

    public bool IsStopped { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool HasPrivileges { get; private set; } = true;

    public bool HasMostPrivileges { get; private set; } = true;

    /// <summary>Makes other intervals, by their number from 0.</summary>
    public Func<int, Interval>? Script { get; init; }

    public RunInfo Run { get; init; } = new()
    {
        Host = "host",
        Kernel = "6.18.0",
        Architecture = "x86_64",
        Start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        StartNs = StartNs,
        Target = "the machine",
        Syscalls = "",
        NsPerCall = 250,
        Version = "0.1.0",
    };

    public Task TargetEnded => _ended.Task;

    public int? CommandExitCode { get; private set; }

    public SessionStatus Status => new(Intervals * CallsPerInterval, 0, 1, 0);

    public void End(int? exitCode = null)
    {
        CommandExitCode = exitCode;
        _ended.TrySetResult();
    }

    /// <summary>What is found when somebody looks.</summary>
    public IReadOnlyList<ThreadSight> Sights { get; init; } = [];

    public Resource? FindResource(int tgid, int descriptor) => new(ResourceKind.File, $"/srv/{tgid}/{descriptor}");

    public IReadOnlyList<ThreadSight> Look() => Sights;

    /// <summary>Called by <see cref="Rotate"/> before anything else: the place to wait.</summary>
    public Action? Asked { get; init; }

    public Interval Rotate()
    {
        Asked?.Invoke();
        return TurnOver();
    }

    private Interval TurnOver() => IsStopped ? throw new InvalidOperationException("Rotate after Stop") : Next(false);

    public void Recycle(Interval interval) => Recycled++;

    public Interval Stop()
    {
        Interval last = IsStopped ? throw new InvalidOperationException("a second Stop") : Next(true);
        IsStopped = true;
        return last;
    }

    public void DropPrivileges() => HasPrivileges = false;

    public void DropMostPrivileges() => HasMostPrivileges = false;

    public void SignalCommand(int signal) => Signals.Add(signal);

    public void Dispose() => IsDisposed = true;

    private Interval Next(bool closed)
    {
        Intervals++;
        if (Script is not null)
        {
            return Script(Intervals - 1);
        }

        var calls = new CallTable();
        int row = calls.AddThread(new ThreadInfo(new ThreadKey(10, 10, 5), "worker", "worker", 1, "/"));
        int cell = calls.CellOf(row, new CallKey(SyscallAbi.X64, 110));
        calls.Cell(cell).Calls = CallsPerInterval;
        calls.Cell(cell).TimeNs = CallsPerInterval * 1000;
        calls.Cell(cell).MinNs = calls.Cell(cell).MaxNs = 1000;
        calls.AddLatency(cell, LatencyBuckets.Slot(1000), CallsPerInterval);

        // Without a clock an interval takes a second.
        long startNs = _lastNs;
        _lastNs = _clock is null ? startNs + 1_000_000_000 : StartNs + (long)_clock.Now.TotalNanoseconds;
        return new Interval
        {
            StartNs = startNs,
            EndNs = Math.Max(_lastNs, startNs + 1),
            Calls = calls,
            Ledger = new Ledger { Entered = CallsPerInterval, Returned = CallsPerInterval, Closed = closed },
            OwnCpuNs = 1000,
        };
    }
}
