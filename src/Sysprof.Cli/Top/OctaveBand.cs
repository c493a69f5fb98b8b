using System.Numerics;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>Some octaves of latency that share a row of a chart.</summary>
/// <param name="First">The shortest.</param>
/// <param name="Count">How many.</param>
internal readonly record struct OctaveBand(int First, int Count)
{
    /// <summary>The longest duration in it, nanoseconds.</summary>
    public long UpperNs => (long)(OctaveCounts.UpperSeconds(First + Count - 1) * 1e9);

    /// <summary>Bands for all octaves between the shortest and the longest, the longest first.</summary>
    /// <param name="octaves">The octaves in use, a bit each; not 0.</param>
    /// <param name="most">How many bands there may be, at least 1.</param>
    public static IEnumerable<OctaveBand> Of(ulong octaves, int most)
    {
        int first = BitOperations.TrailingZeroCount(octaves);
        int last = BitOperations.Log2(octaves);
        int each = (last - first + most) / most;
        for (int top = last; top >= first; top -= each)
        {
            int bottom = Math.Max(0, top - each + 1);
            yield return new OctaveBand(bottom, top - bottom + 1);
        }
    }

    /// <summary>The calls in it.</summary>
    public long CountOf(in OctaveCounts counts)
    {
        long sum = 0;
        for (int octave = First; octave < First + Count; octave++)
        {
            sum += counts[octave];
        }

        return sum;
    }
}
