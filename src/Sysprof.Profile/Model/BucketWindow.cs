using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Model;

/// <summary>The longest row of a cell's buckets that has no gap; good until the cell gets more octaves.</summary>
/// <param name="segment">The array they lie in.</param>
/// <param name="first">Where they begin in it.</param>
/// <param name="firstSlot">The slot of the first.</param>
/// <param name="length">How many there are.</param>
internal readonly struct BucketWindow(ushort[] segment, int first, int firstSlot, int length)
{
    private readonly ushort[] _segment = segment;
    private readonly ushort _first = (ushort)first;
    private readonly ushort _firstSlot = (ushort)firstSlot;
    private readonly uint _length = (uint)length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int slot) => (uint)(slot - _firstSlot) < _length;

    /// <summary>The bucket of a slot that the window has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ushort Bucket(int slot) =>
        // Inside: Has compared the slot, and the buckets of a cell lie in one segment.
        ref _segment.DangerousGetReferenceAt(_first + (slot - _firstSlot));
}
