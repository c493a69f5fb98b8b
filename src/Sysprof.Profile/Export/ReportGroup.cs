using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Programs;

namespace Sysprof.Profile.Export;

/// <summary>A thread, a pool of them, a process, a cgroup or all threads, with its calls.</summary>
public sealed class ReportGroup
{
    private readonly Report _report;
    private readonly CallGroups _groups;
    private readonly CallGroups? _operations;
    private readonly int _row;
    private IReadOnlyList<ReportRow>? _rows;

    /// <param name="report">The report it is in.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="operations">The same groups with calls told apart by what they were asked to do; null where nobody asks.</param>
    /// <param name="row">Which of them it is.</param>
    internal ReportGroup(Report report, CallGroups groups, CallGroups? operations, int row)
    {
        _report = report;
        _groups = groups;
        _operations = operations;
        _row = row;
        Total = ReportRow.Total(groups.Calls, row, Resource);
    }

    private ReportGroup(ReportGroup whole, IReadOnlyList<ReportRow> rows)
    {
        _report = whole._report;
        _groups = whole._groups;
        _operations = whole._operations;
        _row = whole._row;
        _rows = rows;
        Total = whole.Total;
    }

    /// <summary>Who it is; without names and ids when all threads are one group, and by cgroup a path alone.</summary>
    public ThreadInfo Who => Total.Who;

    /// <summary>What its calls were made on; null where that is not what groups are.</summary>
    public Resource? Resource => _groups.Resources.Count > _row ? _groups.Resources[_row] : null;

    /// <summary>The pool that it is, or that its thread is in; null where groups are neither.</summary>
    public NamedPool? Pool => _report.Options.By switch
    {
        GroupBy.Pool => _groups.Pools[_row],
        GroupBy.Thread => _report.Pools.Of(Who.Key),
        _ => null,
    };

    /// <summary>What its thread, or those of its pool, are for; "" where that is not known, and for other groups.</summary>
    public string Role => _report.Options.By switch
    {
        GroupBy.Pool => _groups.Pools[_row].Role,
        GroupBy.Thread => _report.Roles.Of(Who.Key),
        _ => "",
    };

    /// <summary>Its calls added up.</summary>
    public ReportRow Total { get; }

    /// <summary>Its calls in the report's order, made when they are first asked for.</summary>
    public IReadOnlyList<ReportRow> Rows => _rows ??= MakeRows();

    /// <summary>How many calls it has. Makes no rows.</summary>
    public int RowCount => _rows?.Count ?? Source.CellCount;

    /// <summary>Bytes that its calls took in.</summary>
    public long BytesIn => BytesWhere(sends: false);

    /// <summary>Bytes that its calls gave out.</summary>
    public long BytesOut => BytesWhere(sends: true);

    /// <summary>How many threads it is made of.</summary>
    public int ThreadCount => _groups.ThreadCounts[_row];

    /// <summary>Calls of it that were lost on their way.</summary>
    public long Lost => Source.Lost;

    /// <summary>
    /// What its threads did with their time, whatever calls are shown; null where that is not known, and where groups are no
    /// threads.
    /// </summary>
    public ThreadTime? Time => Source.UntilNs > 0 ? Source.Time : null;

    /// <summary>True once all its threads have ended.</summary>
    public bool Ended => Source.Ended;

    /// <summary>What it is in, of several threads the longest; null when in nothing.</summary>
    public InFlightCall? InFlight => Source.InFlight;

    /// <summary>For how many nanoseconds it has been in <see cref="InFlight"/>; null when in nothing.</summary>
    public long? InFlightNs => InFlight is { } call ? _report.InFlightNs(call) : null;

    private ref readonly ThreadRow Source => ref _groups.Calls.Thread(_row);

    /// <summary>
    /// The highest of its calls' quantiles (0 to 1) in nanoseconds, since quantiles do not add up; null when no call
    /// returned. Makes no rows.
    /// </summary>
    public long? HighestQuantileNs(double quantile)
    {
        long? highest = null;
        foreach (int cell in _groups.Calls.CellsOf(_row))
        {
            // A quantile is not above the longest call: most calls cannot change the answer.
            bool mayBeHigher = highest is null || _groups.Calls.Cell(cell).MaxNs > highest;
            if (mayBeHigher && ReportRow.QuantileNs(_groups.Calls, cell, quantile) is { } ns)
            {
                highest = Math.Max(highest ?? 0, ns);
            }
        }

        return highest;
    }

    /// <summary>
    /// Its calls by the <see cref="SizeClass"/> of the bytes that they moved; all 0 where calls are not told apart by what they
    /// were made on.
    /// </summary>
    public long[] Sizes()
    {
        var sizes = new long[SizeClass.Count];
        foreach (int cell in _groups.Calls.CellsOf(_row))
        {
            _groups.Calls.AddSizesTo(sizes, cell);
        }

        return sizes;
    }

    /// <summary>A filter that leaves what it leaves of the threads of this pool.</summary>
    public SummaryFilter OnlyPool(SummaryFilter filter) => filter with
    {
        OnlyTgid = Who.Key.Tgid,
        OnlyPool = Pool,
        Pools = _report.Pools,
    };

    /// <summary>The errors of its calls by class. Makes no rows.</summary>
    public ErrorClassCounts ErrorClasses()
    {
        var classes = new ErrorClassCounts();
        foreach (int cell in _groups.Calls.CellsOf(_row))
        {
            classes.Add(_groups.Calls, cell);
        }

        return classes;
    }

    private IReadOnlyList<ReportRow> OperationsOf(CallKey call)
    {
        if (_operations is null)
        {
            return [];
        }

        var rows = new List<ReportRow>();
        foreach (int cell in _operations.Calls.CellsOf(_row))
        {
            ref readonly CallCell counts = ref _operations.Calls.Cell(cell);
            if (counts.Key == call && counts.Operation != Operation.None)
            {
                rows.Add(new ReportRow(Who, _operations.Calls, cell));
            }
        }

        return _report.Options.Sort.Sort(rows, _report.Options.Reversed);
    }

    private long BytesWhere(bool sends)
    {
        long bytes = 0;
        foreach (int cell in _groups.Calls.CellsOf(_row))
        {
            ref readonly CallCell counts = ref _groups.Calls.Cell(cell);
            bytes += counts.Bytes != 0 && SyscallTable.For(counts.Key.Abi).Find(counts.Key.Number)?.SendsBytes == sends
                ? counts.Bytes
                : 0;
        }

        return bytes;
    }

    /// <summary>The same group with only some of its rows; the total stays.</summary>
    internal ReportGroup With(IReadOnlyList<ReportRow> rows) => new(this, rows);

    /// <summary>Its calls in no order, made anew.</summary>
    internal IEnumerable<ReportRow> UnsortedRows()
    {
        foreach (int cell in _groups.Calls.CellsOf(_row))
        {
            yield return new ReportRow(Who, _groups.Calls, cell) { Operations = OperationsOf(_groups.Calls.Cell(cell).Key) };
        }
    }

    private IReadOnlyList<ReportRow> MakeRows() => _report.Options.Sort.Sort([.. UnsortedRows()], _report.Options.Reversed);
}
