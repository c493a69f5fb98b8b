using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sysprof.Profile.Model;

/// <summary>The histograms of all cells of a <see cref="CallTable"/>: of latencies, and of sizes where these are counted.</summary>
/// <remarks>
/// A cell has a unit of sixteen buckets for each octave in use, one after the other, and then two for its sizes, a bucket for
/// each <see cref="SizeClass"/>. A bucket is sixteen bits: most threads make few calls. What does not fit is carried, so that
/// counts are exact however large.
/// </remarks>
internal sealed class BucketStore
{
    /// <summary>Octaves of <see cref="CallCell.OctaveMask"/> that are none of latencies: the buckets of sizes.</summary>
    public const ulong SizeOctaves = 0b11UL << FirstSizeOctave;

    // Beyond those of latencies and apart from them: no row reaches from one to the other.
    private const int FirstSizeOctave = 62;
    private const int FirstSizeSlot = FirstSizeOctave * UnitLength;

    private const int UnitLength = LatencyBuckets.PerOctave;

    // In a bucket that is to have room.
    private const ushort MostKept = ushort.MaxValue / 2;

    private readonly SegmentedList<ushort> _buckets = new();

    // Ranges of units that a histogram outgrew, by their length.
    private readonly Stack<int>?[] _freeRanges = new Stack<int>?[LatencyBuckets.Octaves + SizeClass.Count / UnitLength + 1];

    // What did not fit into a bucket.
    private readonly Dictionary<(int Cell, int Slot), long> _carries = [];

    /// <summary>The bit of <see cref="CallCell.OctaveMask"/> for the octave of a slot.</summary>
    public static ulong OctaveBit(int slot) => 1UL << OctaveOf(slot);

    /// <summary>The buckets of a slot that the cell has, and of all octaves around it that follow each other.</summary>
    public BucketRow RowAround(in CallCell cell, int slot)
    {
        int octave = OctaveOf(slot);
        int upToIt = BitOperations.LeadingZeroCount(~(cell.OctaveMask << (63 - octave)));
        int fromItOn = BitOperations.TrailingZeroCount(~(cell.OctaveMask >> octave));
        int firstSlot = (octave + 1 - upToIt) * UnitLength;
        int first = IndexOf(in cell, firstSlot);
        return new BucketRow(
            _buckets.SegmentOf(first),
            SegmentedList<ushort>.IndexInSegment(first),
            firstSlot,
            (upToIt + fromItOn - 1) * UnitLength);
    }

    /// <summary>The longest row of buckets of a cell that has any latencies.</summary>
    public BucketRow LongestRow(in CallCell cell)
    {
        // A bit that is left has as many set ones above it as there were steps.
        ulong starts = cell.OctaveMask & ~SizeOctaves;
        while ((starts & (starts >> 1)) != 0)
        {
            starts &= starts >> 1;
        }

        return RowAround(in cell, BitOperations.TrailingZeroCount(starts) * UnitLength);
    }

    /// <summary>Counts <paramref name="count"/> latencies in a slot of a cell.</summary>
    public void Add(int cell, ref CallCell target, int slot, long count)
    {
        AddOctaves(ref target, OctaveBit(slot));
        ref ushort bucket = ref _buckets[IndexOf(in target, slot)];
        long sum = bucket + count;
        if (sum > ushort.MaxValue)
        {
            Carry(cell, ref target, slot, sum - (ushort)sum);
        }

        bucket = (ushort)sum;
    }

    /// <summary>Counts <paramref name="count"/> calls that moved so many bytes.</summary>
    public void AddSize(int cell, ref CallCell target, int sizeClass, long count)
    {
        AddOctaves(ref target, SizeOctaves);
        Add(cell, ref target, FirstSizeSlot + sizeClass, count);
    }

    /// <summary>The buckets of sizes of a cell that has its <see cref="SizeOctaves"/>; good until the cell gets more octaves.</summary>
    public Span<ushort> SizesOf(in CallCell cell) => _buckets.Range(IndexOf(in cell, FirstSizeSlot), SizeClass.Count);

    /// <summary>Sees to it that a cell has some octaves.</summary>
    public void AddOctaves(ref CallCell cell, ulong octaves)
    {
        if ((octaves & ~cell.OctaveMask) != 0)
        {
            Widen(ref cell, octaves);
        }
    }

    /// <summary>Carries what the fuller buckets of a cell's row and of its sizes hold, so that all have room for 2^15 calls.</summary>
    public void MakeRoom(int cell, ref CallCell target, ref BucketRow row)
    {
        CarryMost(cell, ref target, row.Buckets, row.FirstSlot);
        if ((target.OctaveMask & SizeOctaves) != 0)
        {
            CarryMost(cell, ref target, SizesOf(in target), FirstSizeSlot);
        }

        row.Room = ushort.MaxValue - MostKept;
    }

    /// <summary>The filled buckets of a cell's latencies in rising order.</summary>
    public IEnumerable<(int Slot, long Count)> Filled(int cell, CallCell source)
    {
        int unit = source.FirstUnit;
        for (ulong left = source.OctaveMask & ~SizeOctaves; left != 0; left &= left - 1, unit++)
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

    /// <summary>Adds the latencies of a cell to counts by octave.</summary>
    public void AddTo(ref OctaveCounts counts, int cell, in CallCell source)
    {
        int unit = source.FirstUnit;
        for (ulong left = source.OctaveMask & ~SizeOctaves; left != 0; left &= left - 1, unit++)
        {
            int octave = BitOperations.TrailingZeroCount(left);
            (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.Create<ushort>(Unit(unit)));
            long sum = Vector256.Sum(lower + upper);
            for (int sub = 0; source.HasCarries && sub < UnitLength; sub++)
            {
                sum += CarryOf(cell, source, octave * UnitLength + sub);
            }

            counts[octave] += sum;
        }
    }

    /// <summary>Adds the latencies of a cell to counts by slot.</summary>
    public void AddTo(Span<long> slots, int cell, in CallCell source)
    {
        int unit = source.FirstUnit;
        for (ulong left = source.OctaveMask & ~SizeOctaves; left != 0; left &= left - 1, unit++)
        {
            int firstSlot = BitOperations.TrailingZeroCount(left) * UnitLength;
            Span<long> sums = slots.Slice(firstSlot, UnitLength);
            AddUnit(Unit(unit), MemoryMarshal.Cast<long, Vector256<ulong>>(sums));

            for (int sub = 0; source.HasCarries && sub < UnitLength; sub++)
            {
                sums[sub] += CarryOf(cell, source, firstSlot + sub);
            }
        }
    }

    /// <summary>Adds the sizes of a cell to counts by class.</summary>
    public void AddSizesTo(Span<long> classes, int cell, in CallCell source)
    {
        if ((source.OctaveMask & SizeOctaves) == 0)
        {
            return;
        }

        ReadOnlySpan<ushort> sizes = SizesOf(in source);
        for (int sizeClass = 0; sizeClass < sizes.Length; sizeClass++)
        {
            classes[sizeClass] += sizes[sizeClass] + CarryOf(cell, source, FirstSizeSlot + sizeClass);
        }
    }

    /// <summary>Adds the histograms of another store's cell to one of this.</summary>
    public void Merge(int cell, ref CallCell target, BucketStore from, int fromCell, in CallCell source, bool hasLatencies)
    {
        ulong octaves = source.OctaveMask & (hasLatencies ? ulong.MaxValue : SizeOctaves);
        AddOctaves(ref target, octaves);
        int unit = source.FirstUnit + BitOperations.PopCount(source.OctaveMask & ~octaves);
        for (ulong left = octaves; left != 0; left &= left - 1, unit++)
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

    // Sixteen at once: for every scrape, those of all cells.
    private static void AddUnit(ReadOnlySpan<ushort> counts, Span<Vector256<ulong>> sums)
    {
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(Vector256.Create(counts));
        (Vector256<ulong> first, Vector256<ulong> second) = Vector256.Widen(lower);
        (Vector256<ulong> third, Vector256<ulong> fourth) = Vector256.Widen(upper);
        sums[3] += fourth;
        sums[2] += third;
        sums[1] += second;
        sums[0] += first;
    }

    private void MergeUnit(int cell, ref CallCell target, int firstSlot, ReadOnlySpan<ushort> counts)
    {
        Span<ushort> buckets = _buckets.Range(IndexOf(in target, firstSlot), UnitLength);
        Vector256<ushort> before = Vector256.Create<ushort>(buckets);
        Vector256<ushort> sums = before + Vector256.Create(counts);
        if (Vector256.GreaterThanOrEqualAll(sums, before))
        {
            sums.CopyTo(buckets);
            return;
        }

        for (int sub = 0; sub < counts.Length; sub++)
        {
            Add(cell, ref target, firstSlot + sub, counts[sub]);
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
    private static int OctaveOf(int slot) => (int)((uint)slot / UnitLength);

    private void CarryMost(int cell, ref CallCell target, Span<ushort> buckets, int firstSlot)
    {
        for (int at; (at = buckets.IndexOfAnyExceptInRange((ushort)0, MostKept)) >= 0;)
        {
            Carry(cell, ref target, firstSlot + at, buckets[at]);
            buckets[at] = 0;
        }
    }

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
        source.HasCarries && _carries.TryGetValue((cell, slot), out long carry) ? carry : 0;
}
