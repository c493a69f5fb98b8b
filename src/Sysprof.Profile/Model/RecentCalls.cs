using System.Collections.Frozen;

namespace Sysprof.Profile.Model;

/// <summary>
/// Intervals added up, ten seconds at a time, or one where that is longer; with very many threads fewer. What is kept does
/// not grow with the threads that ever lived.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="latenciesOf">The calls that have histograms; null for all.</param>
public sealed class RecentCalls(RunInfo run, FrozenSet<CallKey>? latenciesOf = null)
{
    /// <summary>How long it is added up, in seconds.</summary>
    public const double Seconds = 10;

    /// <summary>With so many threads it is over before.</summary>
    public const int MostThreads = 50_000;

    private Summary _whole = new(run, latenciesOf);
    private Summary _growing = new(run, latenciesOf);

    /// <summary>Whether <see cref="Summary"/> is of the whole time, and stays as it is until the next one is whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The last ten seconds that are whole, or what there is until the first are.</summary>
    public Summary Summary => IsWhole ? _whole : _growing;

    /// <summary>Adds the interval that follows; keeps nothing of its memory.</summary>
    public void Add(Interval interval)
    {
        _growing.Add(interval);
        if (_growing.DurationSeconds >= Seconds || _growing.Calls.ThreadCount >= MostThreads)
        {
            (_whole, _growing) = (_growing, _whole);
            _growing.Restart([]);
            IsWhole = true;
        }
    }

    /// <summary>Forgets everything, to begin anew with whatever interval comes next.</summary>
    public void Clear()
    {
        (_whole, _growing) = (new Summary(run, latenciesOf), new Summary(run, latenciesOf));
        IsWhole = false;
    }
}
