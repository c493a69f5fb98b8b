using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Takes the duration and the result of a <see cref="FinishedCall"/> out of its words, at one go.</summary>
internal readonly struct CallFields
{
    // In arrays, see SlotLookup. Four words: lower duration, upper duration and number, result, argument.
    private static readonly int[] s_leastWords = [int.MinValue, int.MinValue, 0, int.MinValue];
    private static readonly long[] s_bits = [LatencyBuckets.MaxNs, uint.MaxValue];

    private readonly Vector128<int> _least;
    private readonly Vector128<long> _bits;

    private CallFields(Vector128<int> least, Vector128<long> bits)
    {
        _least = least;
        _bits = bits;
    }

    /// <summary>A loop makes it once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CallFields Make() => new(Vector128.Create(s_leastWords), Vector128.Create(s_bits));

    /// <summary>The duration in nanoseconds, and the result or, when it is negative, 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<long> DurationAndResult(in FinishedCall call) =>
        Vector128.Max(call.LastWords, _least).AsInt64() & _bits;
}
