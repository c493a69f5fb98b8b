using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Profile.Export;

/// <summary>A result, filtered, grouped and sorted: what every format writes.</summary>
public sealed class Report
{
    private readonly CallTable _shown;
    private readonly long _shownNs;
    private IReadOnlyList<ReportError>? _errors;
    private KnownRoles? _roles;
    private KnownPools? _pools;

    /// <summary>
    /// Makes the report of a result, which nobody adds to while the report is in use: rows are read when asked for.
    /// </summary>
    /// <param name="summary">The result.</param>
    /// <param name="options">What of it is shown, and in which order.</param>
    /// <param name="roles">What threads are for; null to see that from their calls in the result alone.</param>
    public Report(Summary summary, ReportOptions options, KnownRoles? roles = null)
        : this(summary, options, roles, hasOperations: false)
    {
    }

    private Report(Summary summary, ReportOptions options, KnownRoles? roles, bool hasOperations)
    {
        _roles = roles;
        Summary = summary;
        Options = options;
        bool isByResource = options.By is GroupBy.File or GroupBy.Peer;
        _shown = (options.Filter with { PerResource = isByResource }).Apply(summary.Calls);
        ShownThreads = _shown.ThreadCount;
        Time = TimeOf(_shown);
        CallGroups groups = CallGroups.Of(_shown, options.By, options.Operations, () => Pools);
        CallGroups? operations = hasOperations ? CallGroups.Of(_shown, options.By, OperationDetail.All, () => Pools) : null;
        var all = new ReportGroup[groups.Calls.ThreadCount];
        for (int row = 0; row < all.Length; row++)
        {
            all[row] = new ReportGroup(this, groups, operations, row);
            ShownCalls += all[row].Total.Counts.Calls;
            _shownNs += CountedNs(all[row].Total);
            IdleNs += all[row].Total.Counts.IdleNs;
        }

        Groups = options.Sort.Sort(all, options.Reversed);
        UngroupedCalls = isByResource ? CallsOf(_shown) - ShownCalls : 0;
        ShownCalls += UngroupedCalls;
        TotalCalls = _shown == summary.Calls ? ShownCalls : CallsOf(summary.Calls);
    }

    /// <summary>The whole result.</summary>
    public Summary Summary { get; }

    /// <summary>How it was made.</summary>
    public ReportOptions Options { get; }

    /// <summary>Calls that are shown in no group, for they were not made on what groups are.</summary>
    public long UngroupedCalls { get; }

    /// <summary>The groups in order. By system call there is exactly one.</summary>
    public IReadOnlyList<ReportGroup> Groups { get; }

    /// <summary>Calls that the filter leaves.</summary>
    public long ShownCalls { get; }

    /// <summary>Calls of the whole result.</summary>
    public long TotalCalls { get; }

    /// <summary>Threads that the filter leaves.</summary>
    public int ShownThreads { get; }

    /// <summary>
    /// What the calls that are shown failed with, in the report's order; counted when it is first asked for. With a filter
    /// by errno it is all errors of the calls that had one of them.
    /// </summary>
    public IReadOnlyList<ReportError> Errors =>
        _errors ??= Options.Sort.Sort(ReportError.AllOf(_shown), Options.Reversed);

    /// <summary>
    /// What the threads that are shown did with their time, whatever calls are shown; null where that is not known.
    /// </summary>
    public ThreadTime? Time { get; }

    /// <summary>Nanoseconds of idle waits in the calls that are shown.</summary>
    public long IdleNs { get; }

    /// <summary>What the threads of the whole result are for, whatever is hidden of their calls.</summary>
    internal KnownRoles Roles => _roles ??= KnownRoles.Of(Summary.Calls);

    /// <summary>In which pools they are.</summary>
    internal KnownPools Pools => _pools ??= KnownPools.Of(Summary.Calls, Roles);

    /// <summary>When the result begins, by the wall clock: of a part of a recording, when that part does.</summary>
    public DateTimeOffset Start => Summary.Run.Start.AddTicks((Summary.StartNs - Summary.Run.StartNs) / 100);

    /// <summary>A count per second of the time in which calls were seen; 0 without any.</summary>
    public double PerSecond(long count) => Summary.SeenSeconds > 0 ? count / Summary.SeenSeconds : 0;

    /// <summary>
    /// A row's or total's share (0 to 1) of the time of all rows that are shown, so that the rows add up to 1; 0 when
    /// none took any. Idle waits are left out, unless <see cref="ReportOptions.CountsIdle"/>.
    /// </summary>
    public double TimeShare(ReportRow row) => _shownNs > 0 ? (double)CountedNs(row) / _shownNs : 0;

    /// <summary>Nanoseconds from the entry (or our attaching) of a call in flight to the end of the result.</summary>
    public long InFlightNs(InFlightCall call) => Math.Max(0, Summary.EndNs - (long)call.EnterNs);

    /// <summary>
    /// The first <paramref name="limit"/> rows by the sort key among all groups, each still in its group; all for 0. A
    /// group that made no call counts as a row, after those that did.
    /// </summary>
    public IReadOnlyList<ReportGroup> Top(int limit)
    {
        if (limit <= 0)
        {
            return Groups;
        }

        Dictionary<ReportRow, int> first = FirstRows(limit);
        int left = limit - first.Count;
        ILookup<int, ReportRow> rows = first.ToLookup(pair => pair.Value, pair => pair.Key);
        var top = new List<ReportGroup>();
        for (int group = 0; group < Groups.Count; group++)
        {
            if (rows.Contains(group) || (Groups[group].RowCount == 0 && left-- > 0))
            {
                top.Add(Groups[group].With([.. rows[group]]));
            }
        }

        return top;
    }

    /// <summary>
    /// The first rows of all groups in their order, with the places of their groups. Of hundreds of thousands no more are kept than
    /// twice those, or some thousands.
    /// </summary>
    private Dictionary<ReportRow, int> FirstRows(int limit)
    {
        int most = (int)Math.Min(int.MaxValue, Math.Max(4096, 2L * limit));
        var groupOf = new Dictionary<ReportRow, int>();
        long least = long.MinValue;
        for (int group = 0; group < Groups.Count; group++)
        {
            foreach (ReportRow row in Groups[group].UnsortedRows())
            {
                if (Options.Sort.NumberOf(row, Options.Reversed) >= least)
                {
                    groupOf.Add(row, group);
                }
            }

            if (group == Groups.Count - 1 || groupOf.Count > most)
            {
                ReportRow[] first = [.. Options.Sort.Sort([.. groupOf.Keys], Options.Reversed).Take(limit)];
                groupOf = first.ToDictionary(row => row, row => groupOf[row]);
                least = first.Length < limit ? least : Options.Sort.NumberOf(first[^1], Options.Reversed);
            }
        }

        return groupOf;
    }

    /// <summary>The same with a row for each system call, which knows what it was asked to do.</summary>
    internal Report WithOperations() => new(Summary, Options with { Operations = OperationDetail.None }, _roles, hasOperations: true);

    private static ThreadTime? TimeOf(CallTable threads)
    {
        ThreadTime? sum = null;
        for (int row = 0; row < threads.ThreadCount; row++)
        {
            ref readonly ThreadRow thread = ref threads.Thread(row);
            sum = thread.UntilNs > 0 ? sum.GetValueOrDefault() + thread.Time : sum;
        }

        return sum;
    }

    private long CountedNs(ReportRow row) => Options.CountsIdle ? row.Counts.TimeNs : row.BusyNs;

    private static long CallsOf(CallTable table)
    {
        long calls = 0;
        for (int cell = 0; cell < table.CellCount; cell++)
        {
            calls += table.Cell(cell).Calls;
        }

        return calls;
    }
}
