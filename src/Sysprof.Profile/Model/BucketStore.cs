using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Model;

/// <summary>The histograms of all cells of a <see cref="CallTable"/>.</summary>
/// <remarks>
/// A cell has a unit of sixteen buckets for each octave in use, one after the other. A bucket is sixteen bits: most
/// threads make few calls. What does not fit is carried, so that counts are exact however large.
/// </remarks>
internal sealed class BucketStore
{
    private const int UnitLength = LatencyBuckets.PerOctave;
    private const int BucketBits = 16;

    private readonly SegmentedList<ushort> _buckets = new();

    // Ranges of units that a histogram outgrew, by their length.
    private readonly Stack<int>?[] _freeRanges = new Stack<int>?[LatencyBuckets.Octaves + 1];

    // What did not fit into a bucket, in units of 2^16.
    private readonly Dictionary<(int Cell, int Slot), long> _carries = [];

    /// <summary>Whether a cell has a bucket for a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(in CallCell cell, int slot) => (cell.OctaveMask & OctaveBit(slot)) != 0;

    /// <summary>The bucket of a slot for which the cell has one. What does not fit into it is the caller's to carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref ushort Bucket(SegmentedList<ushort>.View buckets, in CallCell cell, int slot) =>
        ref buckets[IndexOf(in cell, slot)];

    /// <summary>Where most of a cell's buckets lie.</summary>
    public BucketWindow WindowOf(in CallCell cell)
    {
        // A bit that is left has as many set ones below it as there were steps.
        ulong ends = cell.OctaveMask;
        int octaves = 1;
        for (; (ends & (ends << 1)) != 0; octaves++)
        {
            ends &= ends << 1;
        }

        int firstSlot = (BitOperations.TrailingZeroCount(ends) + 1 - octaves) * UnitLength;
        int first = IndexOf(in cell, firstSlot);
        return new BucketWindow(_buckets.SegmentOf(first), SegmentedList<ushort>.IndexInSegment(first), firstSlot, octaves * UnitLength);
    }

    /// <summary>All buckets, for <see cref="Bucket"/>; good until a cell gets more octaves.</summary>
    public SegmentedList<ushort>.View AsView() => _buckets.AsView();

    /// <summary>Counts <paramref name="count"/> latencies in a slot of a cell.</summary>
    public void Add(int cell, ref CallCell target, int slot, long count)
    {
        if (!Has(in target, slot))
        {
            Widen(ref target, OctaveBit(slot));
        }

        ref ushort bucket = ref Bucket(AsView(), in target, slot);
        long sum = bucket + count;
        bucket = (ushort)sum;
        if (sum > ushort.MaxValue)
        {
            Carry(cell, ref target, slot, sum >> BucketBits);
        }
    }

    /// <summary>The filled buckets of a cell in rising order.</summary>
    public IEnumerable<(int Slot, long Count)> Filled(int cell, CallCell source)
    {
        int unit = source.FirstUnit;
        for (ulong left = source.OctaveMask; left != 0; left &= left - 1, unit++)
        {
            int firstSlot = BitOperations.TrailingZeroCount(left) * UnitLength;
            for (int sub = 0; sub < UnitLength; sub++)
            {
                long count = _buckets[unit * UnitLength + sub] + CarryOf(cell, source, firstSlot + sub);
                if (count != 0)
                {
                    yield return (firstSlot + sub, count);
                }
            }
        }
    }

    /// <summary>Adds the histogram of a cell to counts by octave.</summary>
    public void AddTo(ref OctaveCounts counts, int cell, in CallCell source)
    {
        int unit = source.FirstUnit;
        for (ulong left = source.OctaveMask; left != 0; left &= left - 1, unit++)
        {
            int octave = BitOperations.TrailingZeroCount(left);
            long sum = 0;
            foreach (ushort bucket in Unit(unit))
            {
                sum += bucket;
            }

            for (int sub = 0; source.HasCarries && sub < UnitLength; sub++)
            {
                sum += CarryOf(cell, source, octave * UnitLength + sub);
            }

            counts[octave] += sum;
        }
    }

    /// <summary>Adds the histogram of another store's cell to one of this.</summary>
    public void Merge(int cell, ref CallCell target, BucketStore from, int fromCell, in CallCell source)
    {
        if ((source.OctaveMask & ~target.OctaveMask) != 0)
        {
            Widen(ref target, source.OctaveMask);
        }

        int unit = source.FirstUnit;
        for (ulong left = source.OctaveMask; left != 0; left &= left - 1, unit++)
        {
            int firstSlot = BitOperations.TrailingZeroCount(left) * UnitLength;
            MergeUnit(cell, ref target, firstSlot, from.Unit(unit));
            for (int sub = 0; source.HasCarries && sub < UnitLength; sub++)
            {
                if (from.CarryOf(fromCell, source, firstSlot + sub) is not 0 and var carried)
                {
                    Add(cell, ref target, firstSlot + sub, carried);
                }
            }
        }
    }

    private void MergeUnit(int cell, ref CallCell target, int firstSlot, ReadOnlySpan<ushort> counts)
    {
        Span<ushort> buckets = _buckets.Range(IndexOf(in target, firstSlot), UnitLength);
        for (int sub = 0; sub < counts.Length; sub++)
        {
            int sum = buckets[sub] + counts[sub];
            if (sum > ushort.MaxValue)
            {
                Add(cell, ref target, firstSlot + sub, counts[sub]);
            }
            else
            {
                buckets[sub] = (ushort)sum;
            }
        }
    }

    /// <summary>Forgets everything and keeps the memory for the next use.</summary>
    public void Clear()
    {
        _buckets.Clear();
        _carries.Clear();
        foreach (Stack<int>? ranges in _freeRanges)
        {
            ranges?.Clear();
        }
    }

    private static int IndexOf(in CallCell cell, int slot)
    {
        int unit = cell.FirstUnit + BitOperations.PopCount(cell.OctaveMask & (OctaveBit(slot) - 1));
        return unit * UnitLength + (int)((uint)slot % UnitLength);
    }

    // Unsigned, here and above: divisions by a power of two are then shifts.
    private static ulong OctaveBit(int slot) => 1UL << (int)((uint)slot / UnitLength);

    private Span<ushort> Unit(int unit) => _buckets.Range(unit * UnitLength, UnitLength);

    /// <summary>Gives a histogram more octaves: its buckets move to a longer range.</summary>
    private void Widen(ref CallCell target, ulong octaves)
    {
        ulong wider = target.OctaveMask | octaves;
        int oldUnit = target.FirstUnit;
        int firstUnit = RentRange(BitOperations.PopCount(wider));
        int unit = firstUnit;
        for (ulong left = wider; left != 0; left &= left - 1, unit++)
        {
            ulong octaveBit = left & (0 - left);
            if ((target.OctaveMask & octaveBit) != 0)
            {
                Unit(oldUnit++).CopyTo(Unit(unit));
            }
            else
            {
                Unit(unit).Clear();
            }
        }

        if (target.OctaveMask != 0)
        {
            (_freeRanges[BitOperations.PopCount(target.OctaveMask)] ??= new Stack<int>()).Push(target.FirstUnit);
        }

        target.FirstUnit = firstUnit;
        target.OctaveMask = wider;
    }

    private int RentRange(int units) =>
        _freeRanges[units] is { Count: > 0 } free ? free.Pop() : _buckets.Append(units * UnitLength) / UnitLength;

    private void Carry(int cell, ref CallCell target, int slot, long carry)
    {
        target.HasCarries = true;
        _carries.TryGetValue((cell, slot), out long sum);
        _carries[(cell, slot)] = sum + carry;
    }

    private long CarryOf(int cell, in CallCell source, int slot) =>
        source.HasCarries && _carries.TryGetValue((cell, slot), out long carry) ? carry << BucketBits : 0;
}
