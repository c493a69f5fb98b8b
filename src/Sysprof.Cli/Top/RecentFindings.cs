using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>
/// What is worth a look in the last whole ten seconds, and in what there is until the first are over. It is looked for when
/// it is asked for, and then not again before there is more: a look takes longer than a frame.
/// </summary>
/// <param name="run">The run.</param>
internal sealed class RecentFindings(RunInfo run)
{
    private readonly RecentCalls _calls = new(run, FindingRules.LatenciesOf);
    private IReadOnlyList<RecentFinding> _found = [];
    private SummaryFilter? _foundFor;
    private (long StartNs, long EndNs) _foundIn;

    /// <summary>Takes the interval that follows; keeps nothing of its memory.</summary>
    public void Add(Interval interval) => _calls.Add(interval);

    /// <summary>Forgets what was before.</summary>
    public void Clear()
    {
        _calls.Clear();
        (_found, _foundFor, _foundIn) = ([], null, default);
    }

    /// <summary>Those of some threads, what costs most first.</summary>
    /// <param name="who">The threads and calls; those that did not fail are looked at, too.</param>
    /// <param name="isFrozen">Whether what is shown stays as it is.</param>
    public IReadOnlyList<RecentFinding> Of(SummaryFilter who, bool isFrozen)
    {
        if (_foundFor != who || (!isFrozen && HasMore))
        {
            Summary summary = _calls.Summary;
            _found =
            [
                .. FindingRules.Find(summary, who with { FailedOnly = false, Errnos = [] })
                    .Select(finding => new RecentFinding(
                        finding, summary.SeenSeconds > 0 ? (long)(finding.WeightNs / summary.SeenSeconds) : 0)),
            ];
            (_foundFor, _foundIn) = (who, (summary.StartNs, summary.EndNs));
        }

        return _found;
    }

    /// <summary>How many there are; not looked for before ten seconds are whole, unless they are shown.</summary>
    /// <inheritdoc cref="Of"/>
    public int CountOf(SummaryFilter who, bool isFrozen) =>
        _calls.IsWhole ? Of(who, isFrozen).Count : _foundFor == who ? _found.Count : 0;

    /// <summary>Whether there are other seconds since, or twice as many.</summary>
    private bool HasMore
    {
        get
        {
            Summary summary = _calls.Summary;
            return summary.StartNs != _foundIn.StartNs
                || (_calls.IsWhole && summary.EndNs != _foundIn.EndNs)
                || summary.EndNs - summary.StartNs >= 2 * (_foundIn.EndNs - _foundIn.StartNs);
        }
    }
}
