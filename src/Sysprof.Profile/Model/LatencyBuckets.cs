using System.Runtime.Intrinsics;

namespace Sysprof.Profile.Model;

/// <summary>
/// The buckets of every latency histogram: those of Prometheus native histograms and OpenTelemetry exponential
/// histograms at <see cref="Schema"/>, in seconds. Bucket <c>i</c> holds <c>(2^((i-1)/16), 2^(i/16)]</c> seconds.
/// </summary>
/// <remarks>
/// Inside a table a bucket is stored at its slot, <c>i - <see cref="MinIndex"/></c>, so that sixteen slots from a
/// multiple of sixteen on are one octave.
/// </remarks>
public static class LatencyBuckets
{
    /// <summary>Resolution: 2^4 buckets an octave, so a value is known within a factor of 2^(1/16) = 1.044.</summary>
    public const int Schema = 4;

    /// <summary>Buckets in one octave.</summary>
    public const int PerOctave = 1 << Schema;

    /// <summary>Octaves that durations of 1 ns to 2^48 ns (78 hours, the wire's limit) need.</summary>
    public const int Octaves = 49;

    /// <summary>Index of the bucket at slot 0; octave 0 ends at 2^-29 seconds.</summary>
    public const int MinIndex = -30 * PerOctave + 1;

    /// <summary>Index of the bucket at the last slot.</summary>
    public const int MaxIndex = MinIndex + Octaves * PerOctave - 1;

    /// <summary>The longest duration that can be told apart, in nanoseconds.</summary>
    public const long MaxNs = (1L << 48) - 1;

    /// <summary>The slot of a duration in nanoseconds; below 1 counts as 1, above <see cref="MaxNs"/> as that.</summary>
    public static int Slot(long durationNs) =>
        (int)SlotLookup.Make().SlotOf(Vector128.CreateScalar(Math.Clamp(durationNs, 1, MaxNs)));

    /// <summary>The bucket index, as exporters write it, of a slot.</summary>
    public static int IndexOf(int slot) => slot + MinIndex;

    /// <summary>The slot of a bucket index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No duration has this index.</exception>
    public static int SlotOf(int index)
    {
        int slot = index - MinIndex;
        ArgumentOutOfRangeException.ThrowIfNegative(slot, nameof(index));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Octaves * PerOctave, nameof(index));
        return slot;
    }

    /// <summary>Upper bound of a bucket in seconds; the bound belongs to the bucket.</summary>
    public static double UpperSeconds(int index) => Math.Pow(2, (double)index / PerOctave);

    /// <summary>
    /// The duration that stands for a bucket, in seconds: its geometric middle, within 2.2% of all it holds.
    /// </summary>
    public static double MiddleSeconds(int index) => Math.Pow(2, (index - 0.5) / PerOctave);
}
