using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;

namespace Sysprof.Cli.Top;

/// <summary>What top knows of a run: what is there now, and how it was before.</summary>
/// <param name="run">The run.</param>
/// <param name="shown">What of it is shown at all: the filters of the command line.</param>
internal sealed class TopModel(RunInfo run, SummaryFilter shown)
{
    private Present _present = new(run);
    private readonly LatencyHistory _history = new();
    private readonly RecentFindings _findings = new(run);
    private KnownRoles _roles = new();
    private Report? _report;

    /// <summary>The run.</summary>
    public RunInfo Run => run;

    /// <summary>What of it is shown at all.</summary>
    public SummaryFilter Shown => shown;

    /// <summary>Whether what is shown stays, while everything goes on being counted.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Intervals shown so far; 0 while nothing is there to be shown.</summary>
    public int Shows { get; private set; }

    /// <summary>The interval that is shown.</summary>
    public Summary Now => _present.Summary;

    /// <summary>The account since the start.</summary>
    public Ledger Ledger => _present.Ledger;

    /// <summary>Threads that live.</summary>
    public int LivingThreads => _present.LivingThreads;

    /// <summary>All calls of the interval that is shown.</summary>
    public CallCell Total { get; private set; }

    /// <summary>Takes the interval that follows; keeps nothing of its memory.</summary>
    public void Take(Interval interval)
    {
        _history.Add(interval);
        _findings.Add(interval);
        if (IsFrozen && Shows > 0)
        {
            _present.Pass(interval);
            return;
        }

        _report = null;
        _present.Show(interval);
        _roles.Add(Now.Calls);
        _roles.Keep(Enumerable.Range(0, Now.Calls.ThreadCount).Select(row => Now.Calls.Thread(row).Info.Key));
        Shows++;
        Total = Now.Calls.Total();
    }

    /// <summary>Forgets everything, to begin anew with the first interval.</summary>
    public void Restart()
    {
        Clear();
        _present = new Present(run);
        _roles = new KnownRoles();
        _report = null;
        Shows = 0;
    }

    /// <summary>Forgets what was before now.</summary>
    public void Clear()
    {
        _history.Clear();
        _findings.Clear();
        _present.ClearLedger();
    }

    /// <summary>The report of the interval that is shown.</summary>
    public Report ReportOf(ReportOptions options) =>
        _report?.Options == options ? _report : _report = new Report(Now, options, _roles);

    /// <summary>What is worth a look in the last whole ten seconds, what costs most first.</summary>
    public IReadOnlyList<RecentFinding> FindingsOf(SummaryFilter who) =>
        Shows == 0 ? [] : _findings.Of(who, IsFrozen);

    /// <summary>How many there are of all that is shown.</summary>
    public int FindingCount => Shows == 0 ? 0 : _findings.CountOf(shown, IsFrozen);

    /// <summary>The intervals before the end of the one that is shown, the oldest first.</summary>
    public IReadOnlyList<LatencyDigest> Before(int count) => _history.Last(count, Now.EndNs);
}
