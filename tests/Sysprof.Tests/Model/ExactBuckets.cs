using System.Numerics;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Model;

/// <summary>The buckets from their definition, in whole numbers: slow and exact.</summary>
internal static class ExactBuckets
{
    private static readonly long[] s_upperNs =
        [.. Enumerable.Range(0, LatencyBuckets.Octaves * LatencyBuckets.PerOctave).Select(FindUpperNs)];

    /// <summary>The longest duration in a slot.</summary>
    public static long UpperNs(int slot) => s_upperNs[slot];

    /// <summary>The slot of a duration of 1 ns or longer.</summary>
    public static int Slot(long durationNs)
    {
        int slot = 0;
        while (s_upperNs[slot] < durationNs)
        {
            slot++;
        }

        return slot;
    }

    /// <summary>The largest n with n &lt;= 2^(i/16) * 10^9, that is n^16 &lt;= 2^i * 10^144.</summary>
    private static long FindUpperNs(int slot)
    {
        int index = LatencyBuckets.IndexOf(slot);
        BigInteger right = BigInteger.Pow(10, 144) * BigInteger.Pow(2, Math.Max(0, index));
        BigInteger left = BigInteger.Pow(2, Math.Max(0, -index));
        long low = 0;
        long high = 1L << 52;
        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            (low, high) = BigInteger.Pow(middle, 16) * left <= right ? (middle, high) : (low, middle);
        }

        return low;
    }
}
