using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Model;

/// <summary>Some of a cell's buckets that follow each other; good until the cell gets more octaves.</summary>
/// <param name="segment">The array they lie in.</param>
/// <param name="first">Where they begin in it.</param>
/// <param name="firstSlot">The slot of the first.</param>
/// <param name="length">How many there are.</param>
internal struct BucketRow(ushort[] segment, int first, int firstSlot, int length)
{
    private readonly ushort[] _segment = segment;
    private readonly ushort _first = (ushort)first;
    private readonly ushort _firstSlot = (ushort)firstSlot;
    private readonly ushort _length = (ushort)length;

    /// <summary>How many more calls fit into each of them, and into each of the cell's sizes, for sure; 0 until somebody has looked.</summary>
    public ushort Room;

    /// <summary>No bucket.</summary>
    public static BucketRow None => new([], 0, 0, 0);

    /// <summary>The slot of the first.</summary>
    public readonly int FirstSlot => _firstSlot;

    /// <summary>How many there are.</summary>
    public readonly int Length => _length;

    /// <summary>The first of them.</summary>
    public readonly ref ushort First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _segment.DangerousGetReferenceAt(_first); // Inside: the buckets of a cell lie in one segment.
    }

    /// <summary>All of them.</summary>
    public readonly Span<ushort> Buckets => MemoryMarshal.CreateSpan(ref First, _length);
}
