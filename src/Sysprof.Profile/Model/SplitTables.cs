using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Model;

/// <summary>
/// A hash table in pieces (linear hashing): once there is more than one, every so many entries one piece is split in two, in turn, so
/// that adding an entry never moves many, however many there are, and never makes much memory at once.
/// </summary>
/// <remarks>A piece is open and probed linearly. One thread at a time.</remarks>
public sealed class SplitTables<TEntry>
    where TEntry : struct, IHashed
{
    /// <summary>Places of a piece; a power of two. More where too many entries are alike, fewer while there is one piece.</summary>
    public const int PiecePlaces = 1 << PlaceBits;

    private const int PlaceBits = 12;

    // Pieces that were split in their turn are as full as this, those that will be up to twice as full.
    private const int EntriesPerPiece = PiecePlaces * 3 / 8;

    private const int FewestPlaces = 8;

    // The entries of a piece that is being split.
    private readonly List<TEntry> _split = [];

    private Piece[] _pieces;
    private int _pieceCount = 1;

    // Of the numbers that pieces will have when each has been split: a power of two minus 1.
    private int _mask;

    /// <summary>Empty ones.</summary>
    /// <param name="places">Of the first piece, before it grows; a power of two.</param>
    public SplitTables(int places = FewestPlaces) => (_pieces, Capacity) = ([new Piece(places)], places);

    /// <summary>Entries that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Places in all pieces.</summary>
    public int Capacity { get; private set; }

    /// <summary>All places, while there is one piece; null when there are more. Good until the next <see cref="Add"/>.</summary>
    public TEntry[]? OnlyPiece => _pieceCount == 1 ? _pieces[0].Places : null;

    /// <summary>The piece where an entry belongs; its length is a power of two. Good until the next <see cref="Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<TEntry> PieceOf(int spread) =>
        // What is masked so is the number of a piece.
        _pieces.DangerousGetReferenceAt(NumberOf(spread)).Places;

    /// <summary>Adds an entry, also one that is there, and returns its place, which is good until the next time.</summary>
    public ref TEntry Add(TEntry entry)
    {
        if (Count >= EntriesPerPiece * _pieceCount && _pieces[0].Places.Length >= PiecePlaces)
        {
            SplitNext();
        }

        Count++;
        return ref AddToPiece(entry);
    }

    /// <summary>Forgets the entries and keeps the memory.</summary>
    public void Clear()
    {
        foreach (Piece piece in _pieces.AsSpan(0, _pieceCount))
        {
            piece.Clear();
        }

        Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NumberOf(int spread)
    {
        int number = (int)((uint)spread >> PlaceBits) & _mask;
        return number < _pieceCount ? number : number & (_mask >> 1);
    }

    private void SplitNext()
    {
        if (_pieceCount > _mask)
        {
            _mask = (_mask << 1) | 1;
        }

        if (_pieceCount == _pieces.Length)
        {
            Array.Resize(ref _pieces, _pieceCount * 2);
        }

        Piece full = _pieces[_pieceCount & (_mask >> 1)];
        _pieces[_pieceCount++] = new Piece(PiecePlaces);
        Capacity += 2 * PiecePlaces - full.Places.Length;
        full.MoveTo(_split, PiecePlaces);
        foreach (ref readonly TEntry entry in CollectionsMarshal.AsSpan(_split))
        {
            AddToPiece(entry);
        }

        _split.Clear();
    }

    private ref TEntry AddToPiece(TEntry entry)
    {
        Piece piece = _pieces[NumberOf(entry.Spread)];
        if (piece.IsFull)
        {
            Capacity += piece.Places.Length;
            piece.Grow();
        }

        return ref piece.Add(entry);
    }

    /// <summary>Entries whose bits are alike above those that say where in it they are.</summary>
    private sealed class Piece(int places)
    {
        private int _used;

        public TEntry[] Places { get; private set; } = NewPlaces(places);

        public bool IsFull => _used * 4 >= Places.Length * 3;

        public ref TEntry Add(TEntry entry)
        {
            _used++;
            int at = entry.Spread & (Places.Length - 1);
            while (!Places[at].IsFree)
            {
                at = (at + 1) & (Places.Length - 1);
            }

            Places[at] = entry;
            return ref Places[at];
        }

        public void Grow()
        {
            TEntry[] old = Places;
            (Places, _used) = (NewPlaces(old.Length * 2), 0);
            foreach (ref readonly TEntry entry in old.AsSpan())
            {
                if (!entry.IsFree)
                {
                    Add(entry);
                }
            }
        }

        /// <summary>Moves the entries to a list and has so many free places then, in the same memory if it is as much.</summary>
        public void MoveTo(List<TEntry> entries, int length)
        {
            foreach (ref readonly TEntry entry in Places.AsSpan())
            {
                if (!entry.IsFree)
                {
                    entries.Add(entry);
                }
            }

            Clear();
            Places = Places.Length == length ? Places : NewPlaces(length);
        }

        public void Clear()
        {
            if (_used > 0)
            {
                Array.Clear(Places);
                _used = 0;
            }
        }

        // The collector would copy a large array twice until it is old. A pinned one is never moved.
        private static TEntry[] NewPlaces(int length) => GC.AllocateArray<TEntry>(
            length, pinned: length >= PiecePlaces && !RuntimeHelpers.IsReferenceOrContainsReferences<TEntry>());
    }
}
