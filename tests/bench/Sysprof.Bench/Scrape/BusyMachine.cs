using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Scrape;

/// <summary>
/// Intervals of 10,000 threads that make ten of sixty different calls each, in 625 processes of 250 names and 60 cgroups:
/// more names than have series. Half of the threads are in a call at the end of each interval.
/// </summary>
internal sealed class BusyMachine
{
    public const int Threads = 10_000;
    private const int CallsOfAThread = 10;
    private const int Kinds = 60;
    private const int ThreadsOfAProcess = 16;
    private const int Names = 250;
    private const int Cgroups = 60;
    private const long Second = 1_000_000_000;

    // Of which a call has four.
    private static readonly long[] s_durationsNs = [270, 390, 800, 1_700, 12_000, 95_000, 4_000_000];

    private static readonly CallKey[] s_calls =
    [
        .. Enumerable.Range(0, SyscallTable.For(SyscallAbi.X64).Limit)
            .Where(number => SyscallTable.For(SyscallAbi.X64).Find(number) is not null)
            .Take(Kinds)
            .Select(number => new CallKey(SyscallAbi.X64, number)),
    ];

    private readonly CallTable _table = new();
    private readonly ThreadInfo[] _threads = [.. Enumerable.Range(0, Threads).Select(InfoOf)];
    private int _round;

    /// <summary>All calls of the intervals so far.</summary>
    public long CallsMade { get; private set; }

    /// <summary>Of those, how many failed.</summary>
    public long ErrorsMade { get; private set; }

    /// <summary>The interval that follows; the one before it must be done with.</summary>
    public Interval Next()
    {
        long start = _round++ * Second;
        _table.Clear();
        foreach (ThreadInfo thread in _threads)
        {
            AddThread(thread, start);
        }

        return new Interval { StartNs = start, EndNs = start + Second, Calls = _table, Ledger = default, OwnCpuNs = 0 };
    }

    private static ThreadInfo InfoOf(int thread)
    {
        int process = thread / ThreadsOfAProcess;
        return new ThreadInfo(
            new ThreadKey(1 + process, 1 + thread, (ulong)thread * 1000),
            $"worker-{thread % ThreadsOfAProcess}",
            $"server-{process % Names}",
            1,
            $"/system.slice/server-{process % Cgroups}.service");
    }

    private void AddThread(ThreadInfo thread, long start)
    {
        int row = _table.AddThread(thread);
        int tid = thread.Key.Tid;
        for (int i = 0; i < CallsOfAThread; i++)
        {
            AddCalls(_table.CellOf(row, s_calls[(tid * 7 + i * 5) % Kinds]), tid + i + _round);
        }

        _table.Thread(row).InFlight = tid % 2 == 0
            ? new InFlightCall(s_calls[tid % Kinds], 0, (ulong)(start + tid), BeforeStart: false)
            : null;
    }

    private void AddCalls(int cell, int seed)
    {
        ref CallCell counts = ref _table.Cell(cell);
        for (int i = 0; i < 4; i++)
        {
            int count = 1 + (seed + i) % 5;
            long ns = s_durationsNs[(seed + i) % s_durationsNs.Length] + seed % 97;
            counts.Calls += count;
            counts.TimeNs += count * ns;
            counts.MinNs = counts.MinNs == 0 ? ns : Math.Min(counts.MinNs, ns);
            counts.MaxNs = Math.Max(counts.MaxNs, ns);
            _table.AddLatency(cell, LatencyBuckets.Slot(ns), count);
            CallsMade += count;
        }

        if (seed % 3 == 0)
        {
            _table.AddErrno(cell, 11);
            counts.Errors++;
            ErrorsMade++;
        }
    }
}
