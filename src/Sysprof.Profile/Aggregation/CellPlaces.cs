using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// Where a thread's cells lie in the current interval: a hash table by number code, open, at most half full.
/// </summary>
internal sealed class CellPlaces
{
    private CellPlace[] _places = NewPlaces(8);
    private int _used;

    /// <summary>All places; their number is a power of two. Good until the next <see cref="Add"/>.</summary>
    public Span<CellPlace> AsSpan() => _places;

    /// <summary>The place of a code, or the free one where it belongs. Good until the next <see cref="Add"/>.</summary>
    public ref CellPlace Find(int code) => ref FindDisplaced(ref _places[0], _places.Length - 1, code);

    /// <summary>The same, most useful where the code's own place belongs to another one.</summary>
    /// <param name="first">The first of all places.</param>
    /// <param name="mask">How many there are, less one.</param>
    /// <param name="code">The code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref CellPlace FindDisplaced(ref CellPlace first, int mask, int code)
    {
        // What is masked so lies inside.
        int at = code & mask;
        while (Unsafe.Add(ref first, at).Code != code && !Unsafe.Add(ref first, at).IsFree)
        {
            at = (at + 1) & mask;
        }

        return ref Unsafe.Add(ref first, at);
    }

    /// <summary>Adds a place whose code has none yet.</summary>
    public ref CellPlace Add(CellPlace place)
    {
        if (_used * 2 >= _places.Length)
        {
            Grow();
        }

        _used++;
        ref CellPlace free = ref Find(place.Code);
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
                Find(place.Code) = place;
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
