using System.Collections.Frozen;

namespace Sysprof.Profile.Model;

/// <summary>Intervals added up: what every table is made of.</summary>
/// <param name="run">The run it belongs to.</param>
/// <param name="latenciesOf">The calls that have histograms; null for all. The others have all but quantiles.</param>
public sealed class Summary(RunInfo run, FrozenSet<CallKey>? latenciesOf = null)
{
    private readonly Dictionary<ThreadKey, int> _rows = [];
    private readonly Dictionary<ThreadKey, ThreadRow> _waiting = [];

    // Who was there before and is in no call, with the end of their time: they have a row when they are heard of.
    private readonly Dictionary<ThreadKey, long> _quiet = [];
    private readonly CallTable _calls = new();
    private readonly bool _allTraced = run.Syscalls.Length == 0;
    private Ledger? _ledger;
    private bool _isSettled = true;

    /// <summary>The run it belongs to.</summary>
    public RunInfo Run { get; } = run;

    /// <summary>The threads seen, those that ended too, and their calls.</summary>
    public CallTable Calls
    {
        get
        {
            Settle();
            return _calls;
        }
    }

    /// <summary>The account of the intervals together.</summary>
    public Ledger Ledger => _ledger ?? default;

    /// <summary>What was not found out, by reason.</summary>
    public IReadOnlyList<Unresolved> Unresolved { get; private set; } = [];

    /// <summary>Beginning of the first interval, CLOCK_MONOTONIC nanoseconds.</summary>
    public long StartNs { get; private set; }

    /// <summary>End of the last interval, CLOCK_MONOTONIC nanoseconds.</summary>
    public long EndNs { get; private set; }

    /// <summary>CPU time of sysprof itself, in nanoseconds, the kernel side left out.</summary>
    public long OwnCpuNs { get; private set; }

    /// <summary>Of their time, how long calls were not attached, in nanoseconds.</summary>
    public long UnseenNs { get; private set; }

    /// <summary>How long the intervals took, in seconds.</summary>
    public double DurationSeconds => (EndNs - StartNs) * 1e-9;

    /// <summary>For how long of that calls were seen, in seconds: what a count is a rate of.</summary>
    public double SeenSeconds => (EndNs - StartNs - UnseenNs) * 1e-9;

    /// <summary>The same as a share, from 0 to 1.</summary>
    public double SeenFraction => UnseenNs == 0 ? 1 : Math.Clamp(SeenSeconds / DurationSeconds, 0, 1);

    /// <summary>
    /// What looking costs, as a share of one CPU: our own time and what tracing added to each call.
    /// </summary>
    public double CpuFraction =>
        EndNs > StartNs ? (OwnCpuNs + Ledger.Entered * Run.NsPerCall) / (EndNs - StartNs) : 0;

    /// <summary>
    /// Passes over an interval before the first one that is added: only what its threads are in at its end is kept,
    /// since a thread that goes on waiting is in no later interval.
    /// </summary>
    public void Skip(Interval interval)
    {
        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            ref readonly ThreadRow thread = ref interval.Calls.Thread(row);
            long beforeNs = _waiting.Remove(thread.Info.Key, out ThreadRow before) && !before.Ended ? before.UntilNs : 0;
            long untilNs = thread.UntilNsAfter(_quiet.Remove(thread.Info.Key, out long quietNs) ? quietNs : beforeNs);
            if (thread.InFlight is not null)
            {
                _waiting.Add(thread.Info.Key, thread with { UntilNs = untilNs });
            }
            else if (!thread.Ended)
            {
                _quiet.Add(thread.Info.Key, untilNs);
            }
        }
    }

    /// <summary>
    /// Forgets what was counted, and begins anew with the next interval, in whose beginning these threads are there.
    /// </summary>
    internal void Restart(IEnumerable<ThreadRow> threads)
    {
        _calls.Clear();
        _rows.Clear();
        _waiting.Clear();
        _quiet.Clear();
        _ledger = null;
        Unresolved = [];
        OwnCpuNs = 0;
        UnseenNs = 0;
        foreach (ThreadRow thread in threads)
        {
            _waiting[thread.Info.Key] = thread;
        }
    }

    /// <summary>Adds the interval that follows those added before.</summary>
    public void Add(Interval interval)
    {
        foreach (ThreadRow thread in _waiting.Values)
        {
            ref ThreadRow row = ref _calls.Thread(RowOf(thread.Info));
            row.InFlight = thread.InFlight;
            row.Ended = thread.Ended;
            row.UntilNs = thread.Ended ? 0 : BeginOf(thread.UntilNs, interval.StartNs);
        }

        _isSettled = false;
        _waiting.Clear();
        StartNs = _ledger is null ? interval.StartNs : StartNs;
        EndNs = interval.EndNs;
        OwnCpuNs += interval.OwnCpuNs;
        UnseenNs += interval.UnseenNs;
        _ledger = _ledger?.Then(interval.Ledger) ?? interval.Ledger;
        Unresolved = Model.Unresolved.Add(Unresolved, interval.Unresolved);
        for (int from = 0; from < interval.Calls.ThreadCount; from++)
        {
            AddThread(interval.Calls, from);
        }
    }

    private void AddThread(CallTable from, int fromRow)
    {
        ref readonly ThreadRow source = ref from.Thread(fromRow);
        int row = RowOf(source.Info);
        if (_quiet.Remove(source.Info.Key, out long untilNs))
        {
            _calls.Thread(row).UntilNs = BeginOf(untilNs, StartNs);
        }

        _calls.Thread(row).Continue(source, _allTraced);
        _calls.MergeCells(row, from, fromRow, latenciesOf);
    }

    /// <summary>From when on the time of a thread counts that was there before; 0 where its time is not known.</summary>
    private static long BeginOf(long untilNs, long startNs) => untilNs == 0 ? 0 : Math.Max(untilNs, startNs);

    /// <summary>Who was not heard of since is in no interval, and goes on in what it was in.</summary>
    private void Settle()
    {
        for (int row = 0; !_isSettled && row < _calls.ThreadCount; row++)
        {
            _calls.Thread(row).ExtendTime(EndNs, _allTraced);
        }

        _isSettled = true;
    }

    private int RowOf(ThreadInfo info)
    {
        if (!_rows.TryGetValue(info.Key, out int row))
        {
            row = _calls.AddThread(info);
            _rows.Add(info.Key, row);
        }

        return row;
    }
}
