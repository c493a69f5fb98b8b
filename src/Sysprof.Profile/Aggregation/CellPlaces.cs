using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Where a thread's cells lie in the current interval: a hash table by key, open, at most three quarters full.
/// </summary>
/// <remarks>
/// Most threads repeat one to three calls: the places of these are beside all else that is needed of the thread, and
/// nothing has to be fetched to know where they are.
/// </remarks>
internal struct CellPlaces
{
    // A table is kept for the next interval when at least one of so many of its places was used.
    private const int SparsestKept = 8;

    // A table of so many places is looked after when its thread rests.
    private const int Many = 1024;

    private FewPlaces _few;
    private CellPlace[]? _many;
    private int _used;

    /// <summary>Whether they take much memory.</summary>
    public readonly bool AreMany => _many is { Length: >= Many };

    /// <summary>All places; their number is a power of two. Good until the next <see cref="Add"/>.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<CellPlace> AsSpan() => _many is null ? _few : _many;

    /// <summary>The place of a key, or the free one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref CellPlace Find(Span<CellPlace> places, PlaceKey key)
    {
        // The length is a power of two: what is masked so lies inside.
        int mask = places.Length - 1;
        int at = key.Spread;
        ref CellPlace place = ref places.DangerousGetReferenceAt(at & mask);
        for (at++; place.Key != key && !place.IsFree; at++)
        {
            place = ref places.DangerousGetReferenceAt(at & mask);
        }

        return ref place;
    }

    /// <summary>Adds a place whose key has none yet.</summary>
    [UnscopedRef]
    public ref CellPlace Add(CellPlace place)
    {
        if (_used * 4 >= AsSpan().Length * 3)
        {
            Grow();
        }

        _used++;
        ref CellPlace free = ref Find(AsSpan(), place.Key);
        free = place;
        return ref free;
    }

    /// <summary>Forgets all places, for the next interval; gives memory back of which little was used.</summary>
    public void Clear()
    {
        if (_many is not null && _used < _many.Length / SparsestKept)
        {
            _many = null;
        }

        AsSpan().Clear();
        _used = 0;
    }

    /// <summary>Forgets all places and gives their memory back.</summary>
    public void Release()
    {
        _many = null;
        Clear();
    }

    private void Grow()
    {
        Span<CellPlace> old = AsSpan();
        var more = new CellPlace[old.Length * 2];
        foreach (CellPlace place in old)
        {
            if (!place.IsFree)
            {
                Find(more, place.Key) = place;
            }
        }

        _many = more;
    }

    /// <summary>As many as fit beside a thread: a power of two.</summary>
    [InlineArray(4)]
    private struct FewPlaces
    {
        private CellPlace _first;
    }
}
