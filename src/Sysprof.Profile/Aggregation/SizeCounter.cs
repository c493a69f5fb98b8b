using System.Numerics;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>Counts calls of a batch by how many bytes they moved.</summary>
internal static class SizeCounter
{
    // Most calls are of one size: added to one counter each would wait for the one before.
    private const int Lanes = 4;

    /// <summary>Counts the successes among some calls, at most <see cref="CallColumns.Capacity"/>.</summary>
    /// <param name="calls">The batch.</param>
    /// <param name="among">Which calls of it.</param>
    /// <param name="sizes">A count for each <see cref="SizeClass"/>.</param>
    public static void Count(ReadOnlySpan<FinishedCall> calls, ulong among, Span<long> sizes)
    {
        Span<byte> counts = stackalloc byte[Lanes * SizeClass.Count];
        counts.Clear();
        uint used = 0;
        int lane = 0;
        for (ulong left = among; left != 0; left &= left - 1)
        {
            int bytes = calls[BitOperations.TrailingZeroCount(left)].Result;
            if (bytes >= 0)
            {
                int sizeClass = SizeClass.Of(bytes);
                counts[lane + sizeClass]++;
                used |= 1u << sizeClass;
                lane = (lane + SizeClass.Count) & ((Lanes - 1) * SizeClass.Count);
            }
        }

        for (; used != 0; used &= used - 1)
        {
            int sizeClass = BitOperations.TrailingZeroCount(used);
            for (int at = sizeClass; at < counts.Length; at += SizeClass.Count)
            {
                sizes[sizeClass] += counts[at];
            }
        }
    }
}
