using System.Globalization;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Metrics;

/// <summary>
/// The buckets for readers that know no native histograms: sixteen, with bounds at every second octave from 238 ns to 64 s
/// and infinity. Each is the sum of whole buckets of <see cref="LatencyBuckets"/>, so that none is guessed.
/// </summary>
internal static class ClassicBuckets
{
    /// <summary>How many there are.</summary>
    public const int Count = (HighestExponent - LowestExponent) / Step + 2;

    private const int LowestExponent = -22;
    private const int HighestExponent = 6;
    private const int Step = 2;

    /// <summary>The bounds in rising order, the last infinite.</summary>
    public static IReadOnlyList<ClassicBucket> All { get; } = Make();

    /// <summary>Counts of <see cref="LatencyBuckets"/>, in rising order, up to each bound.</summary>
    public static ClassicCounts Cumulate(ReadOnlySpan<(int Index, long Count)> buckets)
    {
        var counts = new ClassicCounts();
        long count = 0;
        int next = 0;
        for (int i = 0; i < Count; i++)
        {
            for (; next < buckets.Length && buckets[next].Index <= All[i].LastIndex; next++)
            {
                count += buckets[next].Count;
            }

            counts[i] = count;
        }

        return counts;
    }

    /// <summary>The bucket that a call is in; -1 for none.</summary>
    public static int IndexOf(Exemplar? exemplar)
    {
        int index = 0;
        while (exemplar?.Seconds > All[index].UpperSeconds)
        {
            index++;
        }

        return exemplar is null ? -1 : index;
    }

    private static ClassicBucket[] Make()
    {
        var buckets = new ClassicBucket[Count];
        for (int i = 0; i < Count - 1; i++)
        {
            int exponent = LowestExponent + Step * i;
            double bound = Math.ScaleB(1, exponent);
            buckets[i] = new ClassicBucket(bound, exponent * LatencyBuckets.PerOctave, Text(bound));
        }

        buckets[^1] = new ClassicBucket(double.PositiveInfinity, int.MaxValue, "+Inf");
        return buckets;
    }

    // As Prometheus writes a bound that it read from protobuf, so that a series has one name in all formats.
    private static string Text(double bound)
    {
        string text = bound.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0";
    }
}
