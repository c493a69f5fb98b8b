using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CommunityToolkit.HighPerformance;

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

    // Durations are looked up by the exponent and upper mantissa of a double: a part is a thirty-second of an octave and
    // so holds one bucket's end at most.
    private const int MantissaBits = 5;
    private const long FirstPart = 1023L << MantissaBits; // 1.0 as a double
    private const long TwoTo52 = (1023L + 52) << 52; // as a double
    private const int SlotShift = 48;

    // By part: the slot that its first duration is in, and below it what is to be added to a duration beyond that
    // slot's end for a carry into it.
    private static readonly ulong[] s_parts = MakeParts();

    /// <summary>The slot of a duration in nanoseconds; below 1 counts as 1, above <see cref="MaxNs"/> as that.</summary>
    public static int Slot(long durationNs) =>
        (int)SlotIn(ref Parts, Vector128.CreateScalar(Math.Clamp(durationNs, 1, MaxNs)));

    /// <summary>The table that <see cref="SlotIn"/> looks into: a loop gets it once.</summary>
    internal static ref ulong Parts => ref s_parts.DangerousGetReference();

    /// <summary>The slot of a duration of 0 to <see cref="MaxNs"/>, the first of two numbers; 0 counts as 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long SlotIn(ref ulong parts, Vector128<long> durationNs) =>
        // Inside: there is a part for each duration up to MaxNs.
        (long)((Unsafe.Add(ref parts, (nint)PartOf(durationNs)) + (ulong)durationNs.ToScalar()) >> SlotShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long PartOf(Vector128<long> durationNs)
    {
        // Twice and one more, so that 0 has an exponent, too; below 2^52, so that it is a mantissa as it stands.
        Vector128<long> mantissa = (durationNs + durationNs) | Vector128.Create(TwoTo52 | 1);
        Vector128<double> number = mantissa.AsDouble() - Vector128.Create(TwoTo52).AsDouble();
        return (number.AsInt64().ToScalar() >>> (52 - MantissaBits)) - FirstPart;
    }

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

    private static ulong[] MakeParts()
    {
        var parts = new ulong[PartOf(Vector128.CreateScalar(MaxNs)) + 1];
        int slot = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            while (UpperNs(slot) < Math.Max(1, FirstNs(part)))
            {
                slot++;
            }

            parts[part] = ((ulong)slot << SlotShift) + (ulong)(MaxNs - Math.Min(MaxNs, UpperNs(slot)));
        }

        return parts;
    }

    private static long UpperNs(int slot) => (long)Math.Floor(UpperSeconds(IndexOf(slot)) * 1e9);

    /// <summary>The shortest duration that is in a part, or in the next one that has any.</summary>
    private static long FirstNs(int part)
    {
        double start = BitConverter.Int64BitsToDouble((part + FirstPart) << (52 - MantissaBits));
        return (long)Math.Ceiling((start - 1) / 2);
    }
}
