namespace Sysprof.Kernel.Files;

/// <summary>
/// What did not answer lately, so that not every look at it takes a helper and a deadline: for as long as the helper that asked waits,
/// and some seconds in any case.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="waits">Whether a helper, by its process id, waits still.</param>
internal sealed class SilentPlaces(TimeProvider clock, Func<int, bool> waits)
{
    /// <summary>How many are remembered at most.</summary>
    public const int Most = 64;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SilentPlace, (int Tgid, long SinceTicks)> _places = [];

    /// <summary>Notes that a place did not answer a helper.</summary>
    public void Add(SilentPlace place, int tgid)
    {
        if (_places.Count >= Most)
        {
            foreach (SilentPlace known in _places.Keys)
            {
                Forget(known);
            }

            if (_places.Count >= Most)
            {
                return;
            }
        }

        _places[place] = (tgid, clock.GetTimestamp());
    }

    /// <summary>Whether a place is better not asked.</summary>
    public bool Contains(SilentPlace place) => _places.Count > 0 && _places.ContainsKey(place) && !Forget(place);

    /// <summary>Forgets a place that may be asked again; whether it was one.</summary>
    private bool Forget(SilentPlace place)
    {
        (int tgid, long since) = _places[place];
        return clock.GetElapsedTime(since) >= s_pause && !waits(tgid) && _places.Remove(place);
    }
}
