using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Counts calls by the <see cref="SizeClass"/> of the bytes that they moved.</summary>
internal static class SizeCounts
{
    // From each of the first 32 on: as many bytes as there are classes, and one of them is 1.
    private static ReadOnlySpan<byte> OneAmongNone =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Counts calls that did not fail.</summary>
    /// <param name="batch">A batch of 64 calls at most.</param>
    /// <param name="calls">Which of them.</param>
    /// <param name="sizes">A count for each class, with room for a batch.</param>
    /// <remarks>Each class has a byte of a vector: no call waits until the one before has been written.</remarks>
    public static void Add(ReadOnlySpan<FinishedCall> batch, ulong calls, Span<ushort> sizes)
    {
        ref FinishedCall first = ref MemoryMarshal.GetReference(batch);
        ref byte oneAmongNone = ref MemoryMarshal.GetReference(OneAmongNone);
        Vector256<byte> counts = Vector256<byte>.Zero;
        for (ulong left = calls; left != 0; left &= left - 1)
        {
            // Inside: the calls are of the batch, and a result of 0 or more is of the classes 0 to 31.
            int sizeClass = SizeClass.Of(Unsafe.Add(ref first, BitOperations.TrailingZeroCount(left)).Result);
            counts += Vector256.LoadUnsafe(ref oneAmongNone, (nuint)(SizeClass.Count - 1 - sizeClass));
        }

        (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(counts);
        Span<Vector256<ushort>> sums = MemoryMarshal.Cast<ushort, Vector256<ushort>>(sizes);
        sums[1] += upper;
        sums[0] += lower;
    }
}
