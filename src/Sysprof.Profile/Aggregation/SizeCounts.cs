using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Counts calls by the <see cref="SizeClass"/> of the bytes that they moved.</summary>
internal readonly ref struct SizeCounts : ISizes
{
    private readonly ref long _first;

    /// <param name="counts">A count for each class.</param>
    public SizeCounts(Span<long> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, SizeClass.Count);
        _first = ref MemoryMarshal.GetReference(counts);
    }

    // Inside: 32 bits have 0 to 32 leading zeros, and the highest is never set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long bytes) =>
        Unsafe.Add(ref _first, (nint)(uint)SizeClass.Of((int)bytes & int.MaxValue))++;
}
