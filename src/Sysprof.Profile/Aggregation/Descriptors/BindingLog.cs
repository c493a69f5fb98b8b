namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>What the descriptors of all processes have in common: the order in which they were told of, and how far calls are counted.</summary>
internal sealed class BindingLog
{
    // A fork is reported after it happened: so many bindings may have been reported in between. A power of two.
    private const int RecentKept = 4096;

    // Of what descriptors referred to before. Beyond, the oldest are forgotten before all calls on them are counted.
    private const int MostReplaced = 1 << 20;

    private const int PrunedAtRotation = 1 << 14;

    private readonly Recent[] _recent = new Recent[RecentKept];
    private readonly LongQueue<Replaced> _replaced = new();
    private long _recentCount;
    private long _owners;

    /// <summary>How often everything was forgotten.</summary>
    public long Forgotten { get; set; }

    /// <summary>Until when all calls have been counted, CLOCK_MONOTONIC nanoseconds.</summary>
    public ulong CountedNs { get; private set; }

    /// <summary>Nodes visited, made and copied, comparisons and entries moved since the start: what all of it cost.</summary>
    public long Steps;

    /// <summary>How many old bindings are remembered.</summary>
    public int ReplacedCount => _replaced.Count;

    /// <summary>A number for a tree.</summary>
    public long NextOwner() => ++_owners;

    /// <summary>Notes what was told; returns its number.</summary>
    public long Note(Recent told)
    {
        _recent[_recentCount & (RecentKept - 1)] = told;
        return _recentCount++;
    }

    /// <summary>What was told under a number; false when too much was told since.</summary>
    public bool TryRecent(long number, out Recent told)
    {
        bool isKept = number >= 0 && number >= _recentCount - RecentKept;
        told = isKept ? _recent[number & (RecentKept - 1)] : default;
        return isKept;
    }

    /// <summary>Notes that a descriptor has one more that it referred to before, and forgets up to two that no call asks for.</summary>
    public void Replace(ProcessDescriptors descriptors, int descriptor, ulong untilNs)
    {
        _replaced.Enqueue(new Replaced(descriptors, descriptor, untilNs));
        Prune(2);
        if (_replaced.Count > MostReplaced)
        {
            Prune(_replaced.Dequeue());
        }
    }

    /// <summary>Notes until when all calls have been counted.</summary>
    public void Rotate(ulong countedNs)
    {
        CountedNs = countedNs;
        Prune(PrunedAtRotation);
    }

    private void Prune(int most)
    {
        for (; most > 0 && _replaced.TryPeek(out Replaced oldest) && oldest.UntilNs <= CountedNs; most--)
        {
            Prune(_replaced.Dequeue());
        }
    }

    private static void Prune(Replaced replaced) => replaced.Descriptors.ForgetUntil(replaced.Descriptor, replaced.UntilNs);

    /// <summary>A descriptor that came to refer to something.</summary>
    /// <param name="Descriptor">Its number.</param>
    /// <param name="SinceNs">From when on, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="Before">The number of what was told of the same process before; -1 for none.</param>
    /// <param name="LatestBeforeNs">The latest of all that was told of it before.</param>
    public readonly record struct Recent(int Descriptor, ulong SinceNs, long Before, ulong LatestBeforeNs);

    private readonly record struct Replaced(ProcessDescriptors Descriptors, int Descriptor, ulong UntilNs);
}
