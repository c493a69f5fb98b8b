using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Where a thread's cells lie in the current interval: a hash table by key, open, at most three quarters full.
/// </summary>
internal struct CellPlaces()
{
    private CellPlace[] _places = NewPlaces(8);
    private int _used;

    /// <summary>All places; their number is a power of two. Good until the next <see cref="Add"/>.</summary>
    public readonly Span<CellPlace> AsSpan() => _places;

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
    public ref CellPlace Add(CellPlace place)
    {
        if (_used * 4 >= _places.Length * 3)
        {
            Grow();
        }

        _used++;
        ref CellPlace free = ref Find(_places, place.Key);
        free = place;
        return ref free;
    }

    /// <summary>Forgets all places, for the next interval.</summary>
    public void Clear()
    {
        Array.Fill(_places, CellPlace.Free);
        _used = 0;
    }

    private void Grow()
    {
        CellPlace[] old = _places;
        _places = NewPlaces(old.Length * 2);
        foreach (CellPlace place in old)
        {
            if (!place.IsFree)
            {
                Find(_places, place.Key) = place;
            }
        }
    }

    private static CellPlace[] NewPlaces(int length)
    {
        var places = new CellPlace[length];
        Array.Fill(places, CellPlace.Free);
        return places;
    }
}
