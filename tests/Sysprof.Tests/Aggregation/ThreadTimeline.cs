using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Aggregation;

/// <summary>
/// A thread that goes from one thing to the next, told as the kernel side tells it: in batches when calls end, in copies when
/// somebody asks, and not at all when nothing has changed.
/// </summary>
internal sealed class ThreadTimeline
{
    public const int Getppid = 110;
    public const int Read = 0;
    public const int EpollWait = 232;

    private readonly CallAggregator _to;
    private readonly ulong _bornNs;
    private readonly List<FinishedCall> _staged = [];
    private ulong _first;
    private ulong _baseNs;
    private long _cpuNs;
    private (ulong First, int Count, ulong EnterNs, long CpuNs) _seen;
    private (int Number, ulong EnterNs, bool Blocks)? _call;

    /// <param name="to">Who is told.</param>
    /// <param name="bornNs">When it was born, CLOCK_MONOTONIC nanoseconds.</param>
    public ThreadTimeline(CallAggregator to, long bornNs)
    {
        _to = to;
        _bornNs = (ulong)bornNs;
        NowNs = bornNs;
    }

    public ThreadKey Key { get; } = new(7, 7, 1000);

    /// <summary>How far it has come, CLOCK_MONOTONIC nanoseconds.</summary>
    public long NowNs { get; private set; }

    /// <summary>What it did.</summary>
    public ThreadTime Truth { get; private set; }

    /// <summary>By how much CPU time is told too late while it runs.</summary>
    public long LagNs { get; set; }

    /// <summary>Computes, or is not let to.</summary>
    public void Compute(long ns, long readyNs = 0)
    {
        Truth += new ThreadTime { UserNs = ns, CpuNs = ns, ReadyNs = readyNs };
        _cpuNs += ns;
        NowNs += ns + readyNs;
    }

    /// <summary>Enters a call; it blocks at once if it does at all.</summary>
    public void Enter(int number) => _call = (number, (ulong)NowNs, number != Getppid);

    /// <summary>Goes on in the call.</summary>
    public void Stay(long ns)
    {
        bool blocks = _call!.Value.Blocks;
        Truth += _call.Value.Number switch
        {
            EpollWait => new ThreadTime { IdleNs = ns },
            _ when blocks => new ThreadTime { WaitingNs = ns },
            _ => new ThreadTime { WorkingNs = ns, CpuNs = ns },
        };
        _cpuNs += blocks ? 0 : ns;
        NowNs += ns;
    }

    /// <summary>Returns from it; sends the batch when it is full.</summary>
    public void Leave()
    {
        (int number, ulong enterNs, bool blocks) = _call!.Value;
        _baseNs = _staged.Count == 0 ? enterNs : _baseNs;
        long ns = NowNs - (long)enterNs;
        _staged.Add(new FinishedCall
        {
            StartDeltaNs = (uint)(enterNs - _baseNs),
            DurationLow = (uint)ns,
            DurationHigh = (ushort)(ns >> 32),
            Number = (ushort)(number | (blocks ? NumberCode.Blocked : 0)),
        });
        _call = null;
        if (_staged.Count == 5)
        {
            Send(BatchKind.Flush);
        }
    }

    /// <summary>Sends what is staged, or loses it.</summary>
    public void Send(BatchKind kind, bool isLost = false)
    {
        bool runs = _call is not { Blocks: true };
        if (!isLost)
        {
            _to.Add(Batch(kind, runs ? Math.Max(0, _cpuNs - LagNs) : _cpuNs));
        }

        if (kind is BatchKind.Flush or BatchKind.Last)
        {
            _first += (ulong)_staged.Count;
            _staged.Clear();
        }
    }

    /// <summary>Is looked at: tells what it holds, unless it has told that and has not run since.</summary>
    public void Visit()
    {
        (ulong, int, ulong, long) state = (_first, _staged.Count, _call?.EnterNs ?? 0, _cpuNs);
        if (state != _seen)
        {
            _seen = state;
            Send(_call is { Blocks: true } ? BatchKind.Snapshot : BatchKind.SnapshotOnCpu);
        }
    }

    private ThreadBatch Batch(BatchKind kind, long cpuNs) => new()
    {
        Thread = Key,
        Kind = kind,
        BaseNs = _baseNs,
        FirstSequence = _first,
        SinceNs = _bornNs,
        ToldNs = (ulong)NowNs,
        CpuNs = (ulong)cpuNs,
        CgroupId = 1,
        Comm = 'c',
        Process = 'p',
        State = _call is null ? CallState.None : CallState.Traced,
        InFlightNumber = (ushort)(_call is { } call ? call.Number | (call.Blocks ? NumberCode.Blocked : 0) : 0),
        InFlightArgument = 0,
        InFlightEnterNs = _call?.EnterNs ?? 0,
        Calls = _staged.ToArray(),
    };
}
