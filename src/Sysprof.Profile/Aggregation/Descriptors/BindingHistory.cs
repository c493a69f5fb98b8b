namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What a descriptor referred to before it came to refer to what it does now, by time.</summary>
internal sealed class BindingHistory
{
    // What is told late was told by another thread, which was interrupted between its call and the message, or is about a long
    // connect: then the descriptor is seldom reused meanwhile.
    private const int MostMoved = 1024;

    private const int LeastRoom = 4;

    private Held[] _entries = new Held[LeastRoom];
    private int _start;
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>From when on anything is known, CLOCK_MONOTONIC nanoseconds. Not of an empty one.</summary>
    public ulong SinceNs => _entries[_start].SinceNs;

    private ReadOnlySpan<Held> Entries => _entries.AsSpan(_start, _count);

    /// <summary>Adds what is younger than all there is.</summary>
    public void Add(Held held)
    {
        MakeRoom();
        _entries[_start + _count] = held;
        _count++;
    }

    /// <summary>
    /// Adds what was told late; false when so much was told meanwhile that it is left out, and what was there before it is taken
    /// to have lasted.
    /// </summary>
    public bool TryInsert(Held held, ref long steps)
    {
        int at = FirstAfter(held.SinceNs, ref steps);
        if (_count - at > MostMoved)
        {
            return false;
        }

        MakeRoom();
        Span<Held> moved = _entries.AsSpan(_start + at, _count - at);
        steps += moved.Length;
        moved.CopyTo(_entries.AsSpan(_start + at + 1));
        _entries[_start + at] = held;
        _count++;
        return true;
    }

    /// <summary>What it referred to at a moment; nothing where that is not known.</summary>
    /// <param name="ns">The moment, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="endNs">When the youngest in the history came to an end.</param>
    /// <param name="steps">Counts the comparisons.</param>
    public Binding At(ulong ns, ulong endNs, ref long steps)
    {
        int next = FirstAfter(ns, ref steps);
        ulong untilNs = next < _count ? Entries[next].SinceNs : endNs;
        return next == 0 ? new Binding(null, 0, untilNs) : new Binding(Entries[next - 1].Resource, Entries[next - 1].SinceNs, untilNs);
    }

    /// <summary>Forgets what ended by a moment.</summary>
    /// <param name="ns">The moment, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="endNs">When the youngest in the history came to an end.</param>
    /// <param name="steps">Counts what was forgotten.</param>
    public void ForgetUntil(ulong ns, ulong endNs, ref long steps)
    {
        while (_count > 0 && (_count > 1 ? _entries[_start + 1].SinceNs : endNs) <= ns)
        {
            steps++;
            _entries[_start] = default;
            _start++;
            _count--;
        }

        if (_entries.Length > LeastRoom && _count < _entries.Length / 4)
        {
            Move(_entries.Length / 2);
        }
    }

    private int FirstAfter(ulong ns, ref long steps)
    {
        ReadOnlySpan<Held> entries = Entries;
        int low = 0;
        for (int high = entries.Length; low < high;)
        {
            steps++;
            int middle = (low + high) >>> 1;
            (low, high) = entries[middle].SinceNs > ns ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Sees to it that there is room behind the youngest.</summary>
    private void MakeRoom()
    {
        if (_start + _count == _entries.Length)
        {
            Move(_count > _entries.Length / 2 ? _entries.Length * 2 : _entries.Length);
        }
    }

    private void Move(int length)
    {
        var entries = new Held[length];
        Entries.CopyTo(entries);
        (_entries, _start) = (entries, 0);
    }
}
