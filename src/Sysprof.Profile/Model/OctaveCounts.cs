using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sysprof.Profile.Model;

/// <summary>
/// How many calls took how long, by octave: entry <c>o</c> counts durations in <c>(2^(o-31), 2^(o-30)]</c> seconds,
/// the sixteen buckets of <see cref="LatencyBuckets"/> from slot <c>16 o</c> on.
/// </summary>
[InlineArray(LatencyBuckets.Octaves)]
public struct OctaveCounts
{
    private long _first;

    /// <summary>Which octaves have calls, a bit each.</summary>
    public readonly ulong Mask
    {
        get
        {
            ReadOnlySpan<long> counts = this;
            ulong mask = 0;
            int octave = 0;
            for (; octave <= counts.Length - Vector256<long>.Count; octave += Vector256<long>.Count)
            {
                Vector256<long> isEmpty = Vector256.Equals(Vector256.Create(counts[octave..]), Vector256<long>.Zero);
                mask |= (ulong)(~isEmpty).ExtractMostSignificantBits() << octave;
            }

            for (; octave < counts.Length; octave++)
            {
                mask |= counts[octave] == 0 ? 0 : 1UL << octave;
            }

            return mask;
        }
    }

    /// <summary>All calls.</summary>
    public readonly long Total
    {
        get
        {
            long total = 0;
            foreach (long count in this)
            {
                total += count;
            }

            return total;
        }
    }

    /// <summary>Adds others.</summary>
    public void Add(in OctaveCounts other)
    {
        for (ulong mask = other.Mask; mask != 0; mask &= mask - 1)
        {
            int octave = BitOperations.TrailingZeroCount(mask);
            this[octave] += other[octave];
        }
    }

    /// <summary>The octave in which a share <paramref name="quantile"/> (0 to 1) of the calls is reached; -1 without calls.</summary>
    public readonly int Quantile(double quantile)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(quantile * Total));
        for (int octave = 0; octave < LatencyBuckets.Octaves; octave++)
        {
            rank -= this[octave];
            if (rank <= 0)
            {
                return octave;
            }
        }

        return -1;
    }

    /// <summary>The longest duration of an octave, in seconds; it belongs to the octave.</summary>
    public static double UpperSeconds(int octave) =>
        LatencyBuckets.UpperSeconds(LatencyBuckets.IndexOf((octave + 1) * LatencyBuckets.PerOctave - 1));
}
