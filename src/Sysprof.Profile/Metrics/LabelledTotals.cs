namespace Sysprof.Profile.Metrics;

/// <summary>
/// Totals by the value of a label that anybody may invent: those that came first have a series each, the others share
/// one, so that sums are exact however many there are.
/// </summary>
/// <remarks>
/// When there is no place left, the values that were gone for <see cref="Retention"/> give up theirs: their totals move to
/// the shared series, and the sum over all series goes on as before.
/// </remarks>
/// <param name="capacity">How many have a series of their own.</param>
/// <param name="living">The values of the threads that live now.</param>
internal sealed class LabelledTotals(int capacity, Func<IEnumerable<string>> living)
{
    /// <summary>How long nobody must have borne a value before it loses its series: twice what Prometheus looks back.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly SeriesLimit _limit = new(capacity);
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CallTotals _other = new();
    private long _lastSearchNs = long.MinValue;

    /// <summary>Values that were refused a series of their own.</summary>
    public long Overflow => _limit.Overflow;

    /// <summary>The values with their totals, in order, the shared series last when it is in use.</summary>
    public IReadOnlyList<(string Value, CallTotals Totals)> All
    {
        get
        {
            var all = new List<(string Value, CallTotals Totals)>(_entries.Count + 1);
            foreach ((string value, Entry entry) in _entries)
            {
                all.Add((value, entry.Totals));
            }

            all.Sort(static (a, b) => string.CompareOrdinal(a.Value, b.Value));
            if (_other.Calls > 0)
            {
                all.Add((SeriesLimit.Other, _other));
            }

            return all;
        }
    }

    /// <summary>
    /// Takes note that a thread bears a value. For all of an interval before their calls are added: a value that lost its
    /// series and came back in one interval would begin at 0 again, and a counter has fallen.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="nowNs">The end of the interval; does not fall.</param>
    public void See(string value, long nowNs)
    {
        if (_entries.TryGetValue(value, out Entry? entry))
        {
            entry.LastSeenNs = nowNs;
        }
    }

    /// <summary>The totals to which calls under a value belong.</summary>
    /// <param name="value">The value, which was seen; one called as the shared series is counted there.</param>
    /// <param name="nowNs">The end of the interval they are from; does not fall.</param>
    public CallTotals Of(string value, long nowNs)
    {
        if (_entries.TryGetValue(value, out Entry? known))
        {
            return known.Totals;
        }

        if (value == SeriesLimit.Other)
        {
            return _other;
        }

        // Looked for once an interval.
        if (_limit.IsReached && _lastSearchNs != nowNs)
        {
            _lastSearchNs = nowNs;
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

    /// <summary>Makes room where nobody has been for long.</summary>
    private void Retire(long nowNs)
    {
        foreach (string value in living())
        {
            See(value, nowNs);
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
