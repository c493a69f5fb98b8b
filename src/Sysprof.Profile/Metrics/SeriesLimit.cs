namespace Sysprof.Profile.Metrics;

/// <summary>How many series a family may have, and how many label values came when there were as many.</summary>
/// <param name="capacity">The most, without the one series that all others share.</param>
internal sealed class SeriesLimit(int capacity)
{
    /// <summary>The label value of what has no series of its own.</summary>
    public const string Other = "other";

    // Beyond these, one that was refused before is counted again: what is remembered must be limited, too.
    private const int MostRemembered = 10_000;

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private int _taken;

    /// <summary>Label values that were refused a series of their own, each counted once.</summary>
    public long Overflow { get; private set; }

    /// <summary>Whether no place is left.</summary>
    public bool IsReached => _taken >= capacity;

    /// <summary>Takes a place for a label value; false when there is none.</summary>
    public bool TryTake(string value)
    {
        if (!IsReached)
        {
            _taken++;
            return true;
        }

        if (_refused.Count >= MostRemembered)
        {
            _refused.Clear();
        }

        Overflow += _refused.Add(value) ? 1 : 0;
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Free() => _taken--;
}
