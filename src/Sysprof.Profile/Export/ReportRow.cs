using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>One system call of one group, or the total of a group: what a line of every table is made from.</summary>
public sealed class ReportRow
{
    // Buckets are 4.4% wide: a fifth digit of a quantile would be noise.
    private const int QuantileDigits = 4;

    private readonly CallTable? _calls;
    private readonly int _cell;

    internal ReportRow(ThreadInfo who, CallTable calls, int cell)
    {
        Who = who;
        Counts = calls.Cell(cell);
        Name = SyscallTable.Name(Counts.Key);
        _calls = calls;
        _cell = cell;
    }

    private ReportRow(ThreadInfo who, CallCell counts, string name)
    {
        Who = who;
        Counts = counts;
        Name = name;
    }

    /// <summary>The thread, or what stands for the process; without names and ids when all threads are one group.</summary>
    public ThreadInfo Who { get; }

    /// <summary>The call's name, "" for a total.</summary>
    public string Name { get; }

    /// <summary>What it was asked to do, where that is told apart; else "".</summary>
    public string Operation => OperationText.Of(Counts.Key, Counts.Operation);

    /// <summary>
    /// A row for each thing that it was asked to do, in the report's order; none where that is not told apart, or not asked.
    /// </summary>
    public IReadOnlyList<ReportRow> Operations { get; internal init; } = [];

    /// <summary>
    /// The name with the call's ABI before it where that is not the machine's own, and what it was asked to do behind it:
    /// ia32:read, futex:WAIT.
    /// </summary>
    public string FullName => Counts.Operation == Model.Operation.None
        ? AbiNames.Qualified(Counts.Key)
        : $"{AbiNames.Qualified(Counts.Key)}:{Operation}";

    /// <summary>The counts and times.</summary>
    public CallCell Counts { get; }

    /// <summary>Mean time in nanoseconds of the calls that returned, null when none did.</summary>
    public long? AverageNs =>
        Counts.Returned > 0 ? (long)Math.Round((decimal)Counts.TimeNs / Counts.Returned) : null;

    /// <summary>The share (0 to 1) of the time that was spent in calls that waited, null without time.</summary>
    public double? BlockedShare => Counts.TimeNs > 0 ? (double)Counts.BlockedNs / Counts.TimeNs : null;

    /// <summary>Nanoseconds of waiting that is not idleness.</summary>
    public long WaitNs => Counts.BlockedNs - Counts.IdleNs;

    /// <summary>Nanoseconds in calls, idle waits left out.</summary>
    public long BusyNs => Counts.TimeNs - Counts.IdleNs;

    /// <summary>Nanoseconds in calls that did not wait.</summary>
    public long WorkNs => Counts.TimeNs - Counts.BlockedNs;

    /// <summary>Whether a successful result is a number of bytes.</summary>
    public bool HasBytes => Counts.Bytes != 0 || Info is { ReturnsBytes: true };

    /// <summary>What is known of the call; null for a total and for a number that no table has.</summary>
    public SyscallInfo? Info =>
        _calls is null ? null : SyscallTable.For(Counts.Key.Abi).Find(Counts.Key.Number);

    /// <summary>The errnos with their counts, most frequent first; none for a total.</summary>
    public IReadOnlyList<(int Errno, long Count)> Errnos => _calls?.ErrnosOf(_cell) ?? [];

    /// <summary>The errors by class; none for a total.</summary>
    public ErrorClassCounts ErrorClasses
    {
        get
        {
            var classes = new ErrorClassCounts();
            if (_calls is not null)
            {
                classes.Add(_calls, _cell);
            }

            return classes;
        }
    }

    /// <summary>The name of the most frequent errno, with an ellipsis when there are others; "" for none.</summary>
    public string LeadingErrno => Errnos switch
    {
        [] => "",
        [var only] => ErrnoNames.Name(only.Errno),
        [var first, ..] => ErrnoNames.Name(first.Errno) + "…",
    };

    /// <summary>The filled buckets of the histogram: index as in <see cref="LatencyBuckets"/>, and count.</summary>
    public IEnumerable<(int Index, long Count)> Buckets => _calls?.BucketsOf(_cell) ?? [];

    /// <summary>
    /// A quantile (0 to 1) in nanoseconds to four digits, between the shortest and the longest call; null when no call
    /// returned, and for a total.
    /// </summary>
    public long? QuantileNs(double quantile) => _calls is null ? null : QuantileNs(_calls, _cell, quantile);

    /// <summary>The same of a cell that has no row.</summary>
    internal static long? QuantileNs(CallTable calls, int cell, double quantile)
    {
        ref readonly CallCell counts = ref calls.Cell(cell);
        if (counts.Returned <= 0 || calls.Quantile(cell, quantile) is not (>= 0 and var seconds))
        {
            return null;
        }

        double ns = seconds * 1e9;
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, ns))) + 1 - QuantileDigits));
        return Math.Clamp((long)(Math.Round(ns / unit) * unit), counts.MinNs, Math.Max(counts.MinNs, counts.MaxNs));
    }

    /// <summary>A call of which none is counted: one that a thread is in for the first time.</summary>
    internal static ReportRow Uncounted(ThreadInfo who, CallKey key) =>
        new(who, new CallCell { Key = key }, SyscallTable.Name(key));

    /// <summary>A thread or group of a table with its calls added up.</summary>
    /// <param name="calls">The table.</param>
    /// <param name="row">Its number.</param>
    /// <param name="resource">What its calls were made on, where that is what groups are.</param>
    internal static ReportRow Total(CallTable calls, int row, Resource? resource)
    {
        var sum = new CallCell { Resource = resource };
        foreach (int cell in calls.CellsOf(row))
        {
            sum.AddCounts(calls.Cell(cell));
        }

        return new ReportRow(calls.Thread(row).Info, sum, "");
    }

    /// <summary>Some rows added up.</summary>
    internal static ReportRow Total(ThreadInfo who, IEnumerable<ReportRow> rows)
    {
        var sum = new CallCell();
        foreach (ReportRow row in rows)
        {
            sum.AddCounts(row.Counts);
        }

        return new ReportRow(who, sum, "");
    }
}
