using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Cli.Top;

/// <summary>
/// What top knows of a run: what is there now, and how it was before. One thread at a time, which <see cref="ModelThread"/> sees
/// to; only its pages are for others.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="shown">What of it is shown at all: the filters of the command line.</param>
internal sealed class TopModel(RunInfo run, SummaryFilter shown)
{
    private Present _present = new(run);
    private readonly LatencyHistory _history = new();
    private readonly RecentFindings _findings = new(run);
    private KnownRoles _roles = new();
    private KnownRoles? _rolesShown;
    private Report? _report;
    private bool _hasInterval;
    private CallCell _total;

    /// <summary>Whether what is shown stays, while everything goes on being counted.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Takes the interval that follows; keeps nothing of its memory.</summary>
    public void Take(Interval interval)
    {
        _history.Add(interval);
        _findings.Add(interval);
        if (IsFrozen && _hasInterval)
        {
            _present.Pass(interval);
            return;
        }

        (_report, _rolesShown) = (null, null);
        _present.Show(interval);
        CallTable calls = _present.Summary.Calls;
        _roles.Add(calls);
        _roles.Keep(Enumerable.Range(0, calls.ThreadCount).Select(row => calls.Thread(row).Info.Key));
        _hasInterval = true;
        _total = calls.Total();
    }

    /// <summary>Forgets everything, to begin anew with the first interval.</summary>
    public void Restart()
    {
        Clear();
        _present = new Present(run);
        (_roles, _rolesShown, _report) = (new KnownRoles(), null, null);
        _hasInterval = false;
    }

    /// <summary>Forgets what was before now.</summary>
    public void Clear()
    {
        _history.Clear();
        _findings.Clear();
        _present.ClearLedger();
    }

    /// <summary>What is worth a look in the last whole ten seconds, what costs most first.</summary>
    public IReadOnlyList<RecentFinding> FindingsOf(SummaryFilter who) =>
        _hasInterval ? _findings.Of(who, IsFrozen) : [];

    /// <summary>The interval that is shown, as a query asks for it.</summary>
    public TopPage PageOf(TopQuery query)
    {
        Summary now = _present.Summary;
        Report report = ReportOf(query.Options);
        IReadOnlyList<LatencyDigest> before =
            _history.Last(query.Call is null ? TopFrame.TrendLength : LatencyHistory.MostIntervals, now.EndNs);
        var frame = new TopFrame(report, run, before, query.Who);
        if (query is { Table: TopTables.Calls, Call: null })
        {
            frame.PrepareTrends();
        }

        ITopRows rows = TopTables.All[query.Table].RowsOf(report, this, query);
        return new TopPage
        {
            Query = query,
            HasInterval = _hasInterval,
            Now = now,
            Ledger = _present.Ledger,
            LivingThreads = _present.LivingThreads,
            Total = _total,
            FindingCount = _hasInterval && query.Who == shown ? _findings.CountOf(shown, IsFrozen) : 0,
            Report = report,
            Rows = query.Filter is null ? rows : rows.Where(query.Filter.IsMatch),
            Frame = frame,
            Past = query.Call is null ? [] : [.. before.Select(interval => new PastLatencies(interval, query))],
        };
    }

    // The roles are copied: those of the next interval are added while the page of this one is shown.
    private Report ReportOf(ReportOptions options) => _report?.Options == options
        ? _report
        : _report = new Report(_present.Summary, options, _rolesShown ??= _roles.Copy());
}
