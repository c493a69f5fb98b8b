using System.Runtime.InteropServices;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Metrics;

/// <summary>
/// The intervals of a run added up into metrics: counters never fall, whoever ends, and what is kept does not grow with
/// the run. One caller at a time.
/// </summary>
public sealed class RunMetrics
{
    /// <summary>Pairs of call and errno with a series of their own.</summary>
    public const int MostErrorSeries = 1000;

    /// <summary>Names of processes with a series of their own.</summary>
    public const int MostProcesses = 100;

    /// <summary>Cgroups with a series of their own.</summary>
    public const int MostCgroups = 500;

    /// <summary>Numbers that no table knows with a series of their own: programs may ask for any.</summary>
    public const int MostUnknownCalls = 32;

    private const string UnknownCgroup = "unknown";

    // Exemplars are told apart by their time, which formats write in milliseconds.
    private static readonly TimeSpan s_clockStep = TimeSpan.FromMilliseconds(1);

    private readonly RunInfo _run;
    private readonly Present _present;
    private readonly Dictionary<CallKey, SyscallTotals> _byKey = [];
    private readonly SortedList<string, SyscallTotals> _syscalls = new(StringComparer.Ordinal);
    private readonly SyscallTotals _otherCalls = new(SeriesLimit.Other, movesBytes: false);
    private readonly SeriesLimit _unknownCalls = new(MostUnknownCalls);
    private readonly SeriesLimit _errorSeries = new(MostErrorSeries);
    private readonly LabelledTotals? _processes;
    private readonly LabelledTotals? _cgroups;
    private readonly List<(int Errno, long Count)> _errnos = [];
    private long _otherErrors;
    private long _nowNs;
    private long _seenNs;
    private DateTimeOffset _now;

    /// <summary>Metrics of a run that begins.</summary>
    public RunMetrics(RunInfo run, RunMetricsOptions options)
    {
        _run = run;
        _present = new Present(run);
        _processes = options.ByProcess
            ? new LabelledTotals(MostProcesses, () => _present.Living.Select(thread => ProcessOf(thread.Info)))
            : null;
        _cgroups = options.ByCgroup
            ? new LabelledTotals(MostCgroups, () => _present.Living.Select(thread => CgroupOf(thread.Info)))
            : null;
        foreach (CallKey call in options.Expected)
        {
            _ = Of(call);
        }
    }

    /// <summary>Adds the interval that follows those added before; keeps nothing of its memory.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="now">The wall clock at its end: the time of its exemplars, which rises even when the clock does not.</param>
    public void Take(Interval interval, DateTimeOffset now)
    {
        DateTimeOffset earliest = _now + s_clockStep;
        _now = now > earliest ? now : earliest;
        _nowNs = interval.EndNs;
        _seenNs += interval.EndNs - interval.StartNs - interval.UnseenNs;
        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            ThreadInfo who = interval.Calls.Thread(row).Info;
            _processes?.See(ProcessOf(who), _nowNs);
            _cgroups?.See(CgroupOf(who), _nowNs);
        }

        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            TakeThread(interval.Calls, row);
        }

        _present.Pass(interval);
    }

    /// <summary>Writes what was taken so far, without the end.</summary>
    public void WriteTo(IMetricWriter output)
    {
        var writer = new RunMetricsWriter(output);
        bool hasOthers = _otherCalls.Calls.Calls > 0;
        writer.WriteSyscalls(hasOthers ? [.. _syscalls.Values, _otherCalls] : [.. _syscalls.Values], _otherErrors);
        WriteInFlight(writer);
        writer.WriteDimension(RunFamilies.Process, _processes);
        writer.WriteDimension(RunFamilies.Cgroup, _cgroups);
        writer.WriteCgroupInfo(_cgroups);
        writer.WriteAccount(_present.Ledger);
        writer.WriteOverflow(Overflows());
        writer.WriteRun(_run, _seenNs);
    }

    private IEnumerable<(MetricFamily Family, long Count)> Overflows()
    {
        yield return (RunFamilies.Calls, _unknownCalls.Overflow);
        yield return (RunFamilies.Errors, _errorSeries.Overflow);
        if (_processes is not null)
        {
            yield return (RunFamilies.Process.Calls, _processes.Overflow);
        }

        if (_cgroups is not null)
        {
            yield return (RunFamilies.Cgroup.Calls, _cgroups.Overflow);
        }
    }

    private void WriteInFlight(RunMetricsWriter writer)
    {
        int inFlight = 0;
        var oldestNs = new Dictionary<SyscallTotals, long>();
        foreach (ThreadRow thread in _present.Living)
        {
            if (thread.InFlight is { } call)
            {
                inFlight++;
                ref long oldest = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    oldestNs, _byKey.GetValueOrDefault(call.Key, _otherCalls), out _);
                oldest = Math.Max(oldest, _nowNs - (long)call.EnterNs);
            }
        }

        writer.WriteInFlight(inFlight, oldestNs.OrderBy(call => call.Key.Label, StringComparer.Ordinal), _present.LivingThreads);
    }

    private void TakeThread(CallTable calls, int row)
    {
        ref readonly ThreadRow thread = ref calls.Thread(row);
        ThreadInfo who = thread.Info;
        if (thread.InFlight is { } inFlight)
        {
            _ = Of(inFlight.Key);
        }

        CallTotals? process = null;
        CallTotals? cgroup = null;
        foreach (int cell in calls.CellsOf(row))
        {
            ref readonly CallCell counts = ref calls.Cell(cell);
            SyscallTotals syscall = Of(counts.Key);
            syscall.Calls.Add(calls, cell);
            if (counts.Returned > 0)
            {
                syscall.Offer(counts.MaxNs, who, _now);
            }

            if (counts.Errors > 0)
            {
                TakeErrors(syscall, calls, cell);
            }

            process ??= _processes?.Of(ProcessOf(who), _nowNs);
            process?.Add(calls, cell);
            cgroup ??= _cgroups?.Of(CgroupOf(who), _nowNs);
            cgroup?.Add(calls, cell);
        }
    }

    private void TakeErrors(SyscallTotals syscall, CallTable calls, int cell)
    {
        _errnos.Clear();
        calls.CopyErrnos(cell, _errnos);
        foreach ((int errno, long count) in _errnos)
        {
            bool hasSeries = syscall.Errors.TryGetValue(errno, out long before);
            if (hasSeries || _errorSeries.TryTake($"{syscall.Label} {errno}"))
            {
                syscall.Errors[errno] = before + count;
            }
            else
            {
                _otherErrors += count;
            }
        }
    }

    private SyscallTotals Of(CallKey call)
    {
        if (_byKey.TryGetValue(call, out SyscallTotals? known))
        {
            return known;
        }

        string label = AbiNames.Qualified(call);
        SyscallInfo? info = SyscallTable.For(call.Abi).Find(call.Number);
        if (info is null && (call.Number == CallAggregator.OtherUnknownNumber || !_unknownCalls.TryTake(label)))
        {
            return _otherCalls;
        }

        // One label for the machine's own table, whichever that is.
        if (!_syscalls.TryGetValue(label, out SyscallTotals? totals))
        {
            totals = new SyscallTotals(label, movesBytes: info is { ReturnsBytes: true });
            _syscalls.Add(label, totals);
        }

        _byKey.Add(call, totals);
        return totals;
    }

    // Escaped before they are told apart: two names that read the same would be one series written twice.
    private static string ProcessOf(ThreadInfo thread) => SafeText.Escape(thread.Process);

    private static string CgroupOf(ThreadInfo thread) => thread.Cgroup.Length > 0 ? SafeText.Escape(thread.Cgroup) : UnknownCgroup;
}
