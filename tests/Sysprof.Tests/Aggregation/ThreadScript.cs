using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Aggregation;

/// <summary>A thread as the kernel side shows it: its calls in order, staged, copied, sent, or refused by the ring.</summary>
internal sealed class ThreadScript(int tid)
{
    private static readonly int[] s_numbers = [0, 1, 110, 202, 257];
    private static readonly int[] s_results = [0, 7, 4096, -2, -11, -512, -516, int.MaxValue];
    private readonly SortedSet<ulong> _delivered = [];
    private ulong _first;
    private ulong _announced;

    public ThreadKey Key { get; } = new(tid, tid, 1000);

    /// <summary>The calls that reached user space, each once.</summary>
    public IEnumerable<FinishedCall> Delivered => _delivered.Select(CallAt);

    /// <summary>Those that did not, and that a later batch has told of; it may hold no call itself.</summary>
    public long Lost => (long)_announced - _delivered.Count;

    /// <summary>A batch of a thread that is in no call.</summary>
    public static ThreadBatch Batch(ThreadKey thread, BatchKind kind, ulong firstSequence, FinishedCall[] calls) => new()
    {
        Thread = thread,
        Kind = kind,
        BaseNs = 0,
        FirstSequence = firstSequence,
        SinceNs = 0,
        ToldNs = 0,
        CpuNs = 0,
        CgroupId = 1,
        Comm = 'c',
        Process = 'p',
        State = CallState.None,
        InFlightNumber = 0,
        InFlightArgument = 0,
        InFlightEnterNs = 0,
        Calls = calls,
    };

    /// <summary>Sends the staged calls, which leave the stage, or a copy of them.</summary>
    public void Send(CallAggregator to, int length, BatchKind kind)
    {
        FinishedCall[] calls = [.. Enumerable.Range(0, length).Select(at => CallAt(_first + (ulong)at))];
        to.Add(Batch(Key, kind, _first, calls));
        _delivered.UnionWith(Enumerable.Range(0, length).Select(at => _first + (ulong)at));
        _announced = Math.Max(_announced, _first + (ulong)length);
        _first += kind == BatchKind.Snapshot ? 0 : (ulong)length;
    }

    /// <summary>The ring was full: the staged calls are gone.</summary>
    public void Lose(int length) => _first += (ulong)length;

    private FinishedCall CallAt(ulong sequence)
    {
        int mixed = HashCode.Combine(tid * 7919, sequence) & int.MaxValue;
        return new FinishedCall
        {
            DurationLow = (uint)(mixed % 1_000_003) << (mixed % 5),
            DurationHigh = (ushort)(mixed % 97 == 0 ? 3 : 0),
            Number = (ushort)(s_numbers[mixed % 11 % s_numbers.Length] | (mixed % 3 == 0 ? NumberCode.Blocked : 0)),
            Result = s_results[mixed / 7 % s_results.Length],
        };
    }
}
