namespace Sysprof.Kernel.Files;

/// <summary>
/// What did not answer lately, so that not every look at it takes a helper and a deadline: for as long as the helper that asked waits,
/// and some seconds in any case.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="waits">Whether a helper, by its process id, waits still.</param>
internal sealed class SilentPlaces(TimeProvider clock, Func<int, bool> waits)
{
    private const int MostPlaces = 64;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SilentPlace, (int Tgid, long SinceTicks)> _places = [];

    /// <summary>Notes that a place did not answer a helper.</summary>
    public void Add(SilentPlace place, int tgid)
    {
        if (_places.Count >= MostPlaces)
        {
            foreach (SilentPlace known in _places.Keys)
            {
                _ = Contains(known);
            }

            if (_places.Count >= MostPlaces)
            {
                return;
            }
        }

        _places[place] = (tgid, clock.GetTimestamp());
    }

    /// <summary>Whether a place is better not asked.</summary>
    public bool Contains(SilentPlace place)
    {
        if (_places.Count == 0 || !_places.TryGetValue(place, out (int Tgid, long SinceTicks) asked))
        {
            return false;
        }

        if (clock.GetElapsedTime(asked.SinceTicks) < s_pause || waits(asked.Tgid))
        {
            return true;
        }

        _places.Remove(place);
        return false;
    }
}
