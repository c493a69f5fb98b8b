using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;
using Sysprof.Profile.Model;

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
    // Memory is kept for the next interval when at least one of so many of its places was used.
    private const int SparsestKept = 8;

    private const int FirstMany = 8;

    // So many are looked after when their thread rests.
    private const int Many = 1024;

    private FewPlaces _few;
    private SplitTables<CellPlace>? _many;
    private CellPlace[]? _one; // All of them, while they are no more than one piece.
    private int _usedFew;

    /// <summary>Whether they take much memory.</summary>
    public readonly bool AreMany => Capacity >= Many;

    /// <summary>How many places there is memory for.</summary>
    public readonly int Capacity => _many?.Capacity ?? FewPlaces.Length;

    /// <summary>The places among which a key's is; their number is a power of two. Good until the next <see cref="Add"/>.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<CellPlace> Around(PlaceKey key) =>
        _one is not null ? _one : _many is null ? _few : _many.PieceOf(key.Spread);

    /// <summary>The place of a key, or the free one where it belongs.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref CellPlace Find(PlaceKey key)
    {
        // The length is a power of two: what is masked so lies inside.
        Span<CellPlace> places = Around(key);
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
        if (_many is null && _usedFew * 4 >= FewPlaces.Length * 3)
        {
            var many = new SplitTables<CellPlace>(FirstMany);
            foreach (CellPlace few in _few)
            {
                if (!few.IsFree)
                {
                    many.Add(few);
                }
            }

            _many = many;
        }

        if (_many is not null)
        {
            ref CellPlace added = ref _many.Add(place);
            _one = _many.OnlyPiece;
            return ref added;
        }

        _usedFew++;
        ref CellPlace free = ref Find(place.Key);
        free = place;
        return ref free;
    }

    /// <summary>Forgets all places, for the next interval; gives memory back of which little was used.</summary>
    public void Clear()
    {
        if (_many is not null && _many.Count >= _many.Capacity / SparsestKept)
        {
            _many.Clear();
            return;
        }

        Release();
    }

    /// <summary>Forgets all places and gives their memory back.</summary>
    public void Release()
    {
        (_many, _one) = (null, null);
        _usedFew = 0;
        ((Span<CellPlace>)_few).Clear();
    }

    /// <summary>As many as fit beside a thread: a power of two.</summary>
    [InlineArray(Length)]
    private struct FewPlaces
    {
        public const int Length = 4;

        private CellPlace _first;
    }
}
