using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Where a thread's cells lie in the current interval: a hash table by number code, open, at most half full.
/// </summary>
internal sealed class CellPlaces
{
    private CellPlace[] _places = NewPlaces(8);
    private int _used;

    /// <summary>
    /// The place of a code, or the free one where it belongs. The reference is good until the next <see cref="Add"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly CellPlace Find(ReadOnlySpan<CellPlace> places, int code)
    {
        // The length is a power of two: what is masked so lies inside.
        int mask = places.Length - 1;
        ref readonly CellPlace place = ref places.DangerousGetReferenceAt(code & mask);
        for (int at = code; place.Code != code && !place.IsFree;)
        {
            place = ref places.DangerousGetReferenceAt(++at & mask);
        }

        return ref place;
    }

    /// <summary>All places, for <see cref="Find"/>; good until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<CellPlace> AsSpan() => _places;

    /// <summary>Adds a place whose code has none yet.</summary>
    public void Add(CellPlace place)
    {
        if (_used * 2 >= _places.Length)
        {
            Grow();
        }

        Insert(place);
        _used++;
    }

    /// <summary>Forgets all places, for the next interval.</summary>
    public void Clear()
    {
        Array.Fill(_places, CellPlace.Free);
        _used = 0;
    }

    private void Insert(CellPlace place) => Unsafe.AsRef(in Find(_places, place.Code)) = place;

    private void Grow()
    {
        CellPlace[] old = _places;
        _places = NewPlaces(old.Length * 2);
        foreach (CellPlace place in old)
        {
            if (!place.IsFree)
            {
                Insert(place);
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
