using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Where the calls of one number code are counted.</summary>
internal readonly struct CellPlace
{
    private readonly CallCell[] _segment;
    private readonly short _code;
    private readonly short _byteMask;

    public CellPlace(int code, CallTable table, int cell, bool returnsBytes)
    {
        _segment = table.SegmentOf(cell);
        Number = cell;
        _code = (short)code;
        _byteMask = (short)(returnsBytes ? -1 : 0);
    }

    private CellPlace(short code)
    {
        _segment = [];
        _code = code;
    }

    /// <summary>A place that no code has.</summary>
    public static CellPlace Free { get; } = new(-1);

    /// <summary>The cell's number in its table.</summary>
    public readonly int Number;

    /// <summary>The number code without what is not part of the key.</summary>
    public int Code => _code;

    /// <summary>All bits where the result is a number of bytes, none where it is something else.</summary>
    public int ByteMask => _byteMask;

    public bool IsFree => _code < 0;

    /// <summary>The cell. Not of a free place.</summary>
    public ref CallCell Cell
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref SegmentedList<CallCell>.In(_segment, Number);
    }
}
