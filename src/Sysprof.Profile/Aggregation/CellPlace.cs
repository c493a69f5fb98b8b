using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Where calls that have one cell are counted: without a detour over the table.</summary>
internal struct CellPlace : IHashed
{
    // Null for no calls' place: memory that nobody has written to is one.
    private readonly CallCell[] _segment;

    /// <summary>The cell's buckets, most of them.</summary>
    public BucketRow Row = BucketRow.None;

    public CellPlace(PlaceKey key, CallTable table, int cell)
    {
        _segment = table.SegmentOf(cell);
        Key = key;
        Number = cell;
    }

    /// <summary>Whose place it is.</summary>
    public readonly PlaceKey Key;

    /// <summary>The cell's number in its table.</summary>
    public readonly int Number;

    public readonly bool IsFree
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Key == PlaceKey.None;
    }

    readonly int IHashed.Spread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Key.Spread;
    }

    /// <summary>The cell. Not of a free place.</summary>
    public readonly ref CallCell Cell
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref SegmentedList<CallCell>.In(_segment, Number);
    }
}
