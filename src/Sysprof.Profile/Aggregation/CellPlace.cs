using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Where the calls of one number code are counted: without a detour over the table.</summary>
internal struct CellPlace
{
    private const int NoCode = -1;
    private readonly CallCell[] _segment;

    /// <summary>The cell's buckets, most of them.</summary>
    public BucketRow Row = BucketRow.None;

    public CellPlace(int code, CallTable table, int cell)
    {
        _segment = table.SegmentOf(cell);
        Code = code;
        Number = cell;
    }

    /// <summary>A place that no code has.</summary>
    public static CellPlace Free => new(NoCode);

    /// <summary>The number code without what is not part of the key.</summary>
    public readonly int Code;

    /// <summary>The cell's number in its table.</summary>
    public readonly int Number;

    public readonly bool IsFree => Code == NoCode;

    /// <summary>The cell. Not of a free place.</summary>
    public readonly ref CallCell Cell
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref SegmentedList<CallCell>.In(_segment, Number);
    }

    private CellPlace(int code)
    {
        _segment = [];
        Code = code;
    }
}
