using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Model;

/// <summary>Finds the slots of durations, see <see cref="LatencyBuckets"/>: with all it needs at hand in a loop.</summary>
/// <remarks>
/// Durations are looked up by the exponent and upper mantissa of a double: a part is a thirty-second of an octave and so holds
/// one bucket's end at most.
/// </remarks>
internal readonly ref struct SlotLookup
{
    private const int MantissaBits = 5;
    private const long FirstPart = 1023L << MantissaBits; // 1.0 as a double
    private const long TwoTo52 = (1023L + 52) << 52; // as a double
    private const int SlotShift = 48;

    // By part: the slot that its first duration is in, and below it what is to be added to a duration beyond that
    // slot's end for a carry into it.
    private static readonly ulong[] s_parts = MakeParts();

    // In an array, whose contents the runtime does not take for constants: those of a loop as large as that of ReturnedCalls it
    // leaves in memory and reads anew for each call (docs/decisions/0014).
    private static readonly long[] s_mantissas = [TwoTo52 | 1, TwoTo52];

    private readonly ref ulong _parts;
    private readonly Vector128<long> _leastMantissa;
    private readonly Vector128<double> _twoTo52;

    private SlotLookup(ref ulong parts, Vector128<long> leastMantissa, Vector128<double> twoTo52)
    {
        _parts = ref parts;
        _leastMantissa = leastMantissa;
        _twoTo52 = twoTo52;
    }

    /// <summary>A look-up: a loop makes it once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SlotLookup Make() => new(
        ref s_parts.DangerousGetReference(),
        Vector128.Create(s_mantissas[0]),
        Vector128.Create(s_mantissas[1]).AsDouble());

    /// <summary>The slot of a duration of 0 to <see cref="LatencyBuckets.MaxNs"/>, the first of two numbers; 0 counts as 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long SlotOf(Vector128<long> durationNs)
    {
        // Twice and one more, so that 0 has an exponent, too; below 2^52, so that it is a mantissa as it stands.
        Vector128<double> number = ((durationNs + durationNs) | _leastMantissa).AsDouble() - _twoTo52;
        // Inside: there is a part for each duration up to MaxNs.
        ulong part = Unsafe.Add(ref _parts, (nint)PartOf(number.AsInt64().ToScalar()));
        return (long)((part + (ulong)durationNs.ToScalar()) >> SlotShift);
    }

    private static long PartOf(long bitsOfDouble) => (bitsOfDouble >>> (52 - MantissaBits)) - FirstPart;

    private static ulong[] MakeParts()
    {
        var parts = new ulong[PartOf(BitConverter.DoubleToInt64Bits(2.0 * LatencyBuckets.MaxNs + 1)) + 1];
        int slot = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            while (UpperNs(slot) < Math.Max(1, FirstNs(part)))
            {
                slot++;
            }

            parts[part] = ((ulong)slot << SlotShift) + (ulong)(LatencyBuckets.MaxNs - Math.Min(LatencyBuckets.MaxNs, UpperNs(slot)));
        }

        return parts;
    }

    private static long UpperNs(int slot) => (long)Math.Floor(LatencyBuckets.UpperSeconds(LatencyBuckets.IndexOf(slot)) * 1e9);

    /// <summary>The shortest duration that is in a part, or in the next one that has any.</summary>
    private static long FirstNs(int part)
    {
        double start = BitConverter.Int64BitsToDouble((part + FirstPart) << (52 - MantissaBits));
        return (long)Math.Ceiling((start - 1) / 2);
    }
}
