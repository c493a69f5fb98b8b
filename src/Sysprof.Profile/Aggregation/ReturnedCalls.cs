using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Counts calls into their cell, without their failures and waits, and their latencies into a row that has room.</summary>
/// <remarks>
/// Nothing is called in the loop, and no branch depends on what one call does not tell of the next. All it needs stays in
/// registers: it is in methods that do nothing else and are not inlined, and its constants are variables, see
/// <see cref="SlotLookup"/>.
/// </remarks>
internal static class ReturnedCalls
{
    // From the number of leading zeros of a result on: as many bytes as there are classes, of which that of its class is 1. From 0
    // on, where results are negative, none is.
    private static ReadOnlySpan<byte> OneAmongNone =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Counts calls; returns those whose latencies are not in the row.</summary>
    /// <param name="batch">A batch of 64 calls at most.</param>
    /// <param name="calls">Which of them.</param>
    /// <param name="cell">Their cell.</param>
    /// <param name="row">Most of its buckets.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Count(ReadOnlySpan<FinishedCall> batch, ulong calls, ref CallCell cell, in BucketRow row) =>
        Count(batch, calls, ref cell, in row, withSizes: false, default);

    /// <summary>The same, and counts by <see cref="SizeClass"/> those that did not fail.</summary>
    /// <param name="batch">A batch of 64 calls at most.</param>
    /// <param name="calls">Which of them.</param>
    /// <param name="cell">Their cell.</param>
    /// <param name="row">Most of its buckets.</param>
    /// <param name="sizes">A count for each class, with room for a batch.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CountWithSizes(
        ReadOnlySpan<FinishedCall> batch, ulong calls, ref CallCell cell, in BucketRow row, Span<ushort> sizes) =>
        Count(batch, calls, ref cell, in row, withSizes: true, sizes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Count(
        ReadOnlySpan<FinishedCall> batch, ulong calls, ref CallCell cell, in BucketRow row, bool withSizes, Span<ushort> sizes)
    {
        ref FinishedCall first = ref MemoryMarshal.GetReference(batch);
        ref byte oneAmongNone = ref MemoryMarshal.GetReference(OneAmongNone);
        ref ushort buckets = ref row.First;
        long firstSlot = row.FirstSlot;
        ulong length = (ulong)row.Length;
        var fields = CallFields.Make();
        var lookup = SlotLookup.Make();
        ulong outside = 0;
        // A byte for each class: no call waits until the one before has been written.
        Vector256<byte> classes = Vector256<byte>.Zero;
        Vector128<long> sums = Vector128<long>.Zero;
        // Numbers below 2^52 that are taken for doubles have the same order; a cell without calls has a longer one.
        Vector128<double> least = Vector128.Create(Math.Min(cell.ShortestNs, LatencyBuckets.MaxNs)).AsDouble();
        Vector128<double> most = Vector128.Create(cell.MaxNs).AsDouble();
        for (ulong left = calls; left != 0; left &= left - 1)
        {
            // Inside: the calls are of the batch, a result has up to 32 zeros before it and one that is negative has none, and
            // the bucket is of the row after the comparison.
            ref FinishedCall call = ref Unsafe.Add(ref first, (nint)(uint)BitOperations.TrailingZeroCount(left));
            Vector128<long> durationAndResult = fields.DurationAndResult(in call);
            if (withSizes)
            {
                classes += Vector256.LoadUnsafe(ref oneAmongNone, (uint)BitOperations.LeadingZeroCount((uint)call.Result));
            }

            sums += durationAndResult;
            least = Vector128.MinNative(least, durationAndResult.AsDouble());
            most = Vector128.MaxNative(most, durationAndResult.AsDouble());
            long bucket = lookup.SlotOf(durationAndResult) - firstSlot;
            if ((ulong)bucket < length)
            {
                Unsafe.Add(ref buckets, (nint)bucket)++;
            }
            else
            {
                outside |= left & (0 - left);
            }
        }

        cell.Calls += BitOperations.PopCount(calls);
        cell.TimeNs += sums[0];
        cell.Bytes += sums[1] & cell.ByteMask;
        cell.ShortestNs = least.AsInt64()[0];
        cell.MaxNs = most.AsInt64()[0];
        if (withSizes)
        {
            AddTo(sizes, classes);
        }

        return outside;
    }

    private static void AddTo(Span<ushort> sizes, Vector256<byte> classes)
    {
        (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(classes);
        Span<Vector256<ushort>> sums = MemoryMarshal.Cast<ushort, Vector256<ushort>>(sizes);
        sums[1] += upper;
        sums[0] += lower;
    }
}
