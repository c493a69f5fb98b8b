namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What a descriptor referred to before it came to refer to what it does now, by time.</summary>
internal sealed class BindingHistory
{
    // What is told late was told by another thread, which was interrupted between its call and the message, or is about a long
    // connect: then the descriptor is seldom reused meanwhile.
    private const int MostMoved = 1024;

    private readonly LongQueue<Held> _entries = new();

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Adds what is younger than all there is.</summary>
    public void Add(Held held) => _entries.Enqueue(held);

    /// <summary>
    /// Adds what was told late; false when so much was told meanwhile that it is left out, and what was there before it is taken
    /// to have lasted.
    /// </summary>
    public bool TryInsert(Held held, ref long steps)
    {
        int at = FirstAfter(held.SinceNs, ref steps);
        if (_entries.Count - at > MostMoved)
        {
            return false;
        }

        _entries.Enqueue(held);
        for (int moved = _entries.Count - 1; moved > at; moved--)
        {
            steps++;
            _entries[moved] = _entries[moved - 1];
        }

        _entries[at] = held;
        return true;
    }

    /// <summary>What it referred to at a moment; nothing where that is not known.</summary>
    /// <param name="ns">The moment, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="endNs">When the youngest in the history came to an end.</param>
    /// <param name="steps">Counts the comparisons.</param>
    public Binding At(ulong ns, ulong endNs, ref long steps)
    {
        int next = FirstAfter(ns, ref steps);
        ulong untilNs = next < _entries.Count ? _entries[next].SinceNs : endNs;
        return next == 0 ? new Binding(null, 0, untilNs) : new Binding(_entries[next - 1].Resource, _entries[next - 1].SinceNs, untilNs);
    }

    /// <summary>Forgets what ended by a moment.</summary>
    /// <param name="ns">The moment, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="endNs">When the youngest in the history came to an end.</param>
    /// <param name="steps">Counts what was forgotten.</param>
    public void ForgetUntil(ulong ns, ulong endNs, ref long steps)
    {
        while (!IsEmpty && (_entries.Count > 1 ? _entries[1].SinceNs : endNs) <= ns)
        {
            steps++;
            _ = _entries.Dequeue();
        }
    }

    private int FirstAfter(ulong ns, ref long steps)
    {
        int low = 0;
        for (int high = _entries.Count; low < high;)
        {
            steps++;
            int middle = (low + high) >>> 1;
            (low, high) = _entries[middle].SinceNs > ns ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
