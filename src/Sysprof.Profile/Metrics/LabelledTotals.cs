namespace Sysprof.Profile.Metrics;

/// <summary>
/// Totals by the value of a label that anybody may invent: those that came first have a series each, the others share
/// one, so that sums are exact however many there are.
/// </summary>
/// <remarks>
/// When there is no place left, the value that was gone for longest, at least <see cref="Retention"/>, gives up its own:
/// its totals move to the shared series, and the sum over all series goes on as before.
/// </remarks>
/// <param name="capacity">How many have a series of their own.</param>
/// <param name="living">The values of the threads that live now.</param>
internal sealed class LabelledTotals(int capacity, Func<IEnumerable<string>> living)
{
    /// <summary>How long nobody must have borne a value before it loses its series: twice what Prometheus looks back.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly SeriesLimit _limit = new(capacity);
    private readonly SortedList<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CallTotals _other = new();
    private long _lastSearchNs = long.MinValue;

    /// <summary>Values that were refused a series of their own.</summary>
    public long Overflow => _limit.Overflow;

    /// <summary>The values with their totals, in order, the shared series last when it is in use.</summary>
    public IEnumerable<(string Value, CallTotals Totals)> All
    {
        get
        {
            foreach ((string value, Entry entry) in _entries)
            {
                yield return (value, entry.Totals);
            }

            if (_other.Calls > 0)
            {
                yield return (SeriesLimit.Other, _other);
            }
        }
    }

    /// <summary>The totals to which calls under a value belong.</summary>
    /// <param name="value">The value; one called as the shared series is counted there.</param>
    /// <param name="nowNs">The end of the interval they are from; does not fall.</param>
    public CallTotals Of(string value, long nowNs)
    {
        if (_entries.TryGetValue(value, out Entry? known))
        {
            known.LastSeenNs = nowNs;
            return known.Totals;
        }

        if (value == SeriesLimit.Other)
        {
            return _other;
        }

        if (_limit.IsReached)
        {
            Retire(nowNs);
        }

        if (!_limit.TryTake(value))
        {
            return _other;
        }

        var entry = new Entry { LastSeenNs = nowNs };
        _entries.Add(value, entry);
        return entry.Totals;
    }

    /// <summary>Makes room where nobody has been for long; looked for once an interval.</summary>
    private void Retire(long nowNs)
    {
        if (_lastSearchNs == nowNs)
        {
            return;
        }

        _lastSearchNs = nowNs;
        foreach (string value in living())
        {
            if (_entries.TryGetValue(value, out Entry? entry))
            {
                entry.LastSeenNs = nowNs;
            }
        }

        long before = nowNs - Retention.Ticks * TimeSpan.NanosecondsPerTick;
        foreach (string value in _entries.Where(entry => entry.Value.LastSeenNs < before).Select(entry => entry.Key).ToArray())
        {
            _other.Add(_entries[value].Totals);
            _entries.Remove(value);
            _limit.Free();
        }
    }

    private sealed class Entry
    {
        public CallTotals Totals { get; } = new();

        public required long LastSeenNs { get; set; }
    }
}
