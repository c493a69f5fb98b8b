using System.Numerics;
using System.Runtime.CompilerServices;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Aggregation;

/// <summary>Counts a thread's finished calls into its cells: what is done for every call of the machine.</summary>
/// <param name="nativeAbi">The machine's own ABI.</param>
/// <param name="descriptors">What descriptors refer to; null where calls are not told apart by that.</param>
/// <param name="tellsOperations">Whether calls are told apart by what they were asked to do.</param>
internal sealed class CallCounter(SyscallAbi nativeAbi, DescriptorTables? descriptors, bool tellsOperations)
{
    // Programs may ask for any number: beyond this many different ones that are in no table, the rest is one row.
    private const int UnknownNumbersKept = 256;

    // So many latencies are counted sooner in a row that is found once than each by itself.
    private const int WorthARow = 4;

    private readonly HashSet<CallKey> _unknownNumbers = [];
    private readonly bool[] _returnsBytes = FindReturnsBytes(nativeAbi);
    private readonly CallTraits[] _traits = CallTraits.OfAll(nativeAbi, tellsOperations, descriptors is not null);
    private readonly CallColumns _columns = new();
    private readonly CallParts _parts = new(descriptors);
    private readonly List<ThreadState> _withManyPlaces = [];
    private CellPlace _unknownPlace;
    private long _timeNs;
    private long _blockedNs;
    private long _idleNs;

    /// <summary>Counts calls of a thread that has its row in the table; returns the time in them.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="baseNs">From when on their starts count, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="state">The thread.</param>
    /// <param name="table">Where they are counted.</param>
    public CallTimes Count(ReadOnlySpan<FinishedCall> calls, ulong baseNs, ThreadState state, CallTable table)
    {
        (_timeNs, _blockedNs, _idleNs) = (0, 0, 0);
        for (; calls.Length > CallColumns.Capacity; calls = calls[CallColumns.Capacity..])
        {
            CountSome(calls[..CallColumns.Capacity], baseNs, state, table);
        }

        if (!calls.IsEmpty)
        {
            CountSome(calls, baseNs, state, table);
        }

        return new CallTimes(_timeNs, _blockedNs, _idleNs);
    }

    private void CountSome(ReadOnlySpan<FinishedCall> calls, ulong baseNs, ThreadState state, CallTable table)
    {
        CallColumns columns = _columns;
        columns.Fill(calls);
        for (ulong left = columns.All; left != 0;)
        {
            int first = BitOperations.TrailingZeroCount(left);
            int code = columns.Code(first);
            ulong alike = columns.WithCode(code) & left;
            CallTraits traits = _traits[code];
            if (traits.Any)
            {
                left &= ~alike;
                CountParts(calls, baseNs, alike, traits, state, table);
                continue;
            }

            ref CellPlace place = ref state.Places.Find(new PlaceKey(code, Operation.None, null));
            if (place.IsFree)
            {
                place = ref NewPlace(in calls[first], state, table);
                // Calls that are in no table share a code: each is looked up for itself.
                alike = NumberCode.IsUnknown(code) ? 1UL << first : alike;
            }

            left &= ~alike;
            CountAlike(calls, alike, ref place, table);
        }
    }

    /// <summary>Counts calls of one number that are told apart further.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountParts(
        ReadOnlySpan<FinishedCall> calls, ulong baseNs, ulong left, CallTraits traits, ThreadState state, CallTable table)
    {
        int code = _columns.Code(BitOperations.TrailingZeroCount(left));
        while (left != 0)
        {
            ulong same = _parts.Next(
                _columns, calls, baseNs, left, traits, state, out Operation operation, out Resource? resource);
            left &= ~same;
            var key = new PlaceKey(code, operation, resource);
            ref CellPlace place = ref state.Places.Find(key);
            if (place.IsFree)
            {
                place = ref NewPart(key, resource, state, table);
            }

            CountAlike(calls, same, ref place, table);
        }
    }

    /// <summary>Counts calls that have one cell: it is read once and written once for all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountAlike(ReadOnlySpan<FinishedCall> batch, ulong calls, ref CellPlace place, CallTable table)
    {
        ref CallCell cell = ref place.Cell;
        ulong failed = _columns.Failed & calls;
        if (failed != 0)
        {
            CountFailures(batch, failed, in place, table);
        }

        if (place.Row.Room < CallColumns.Capacity)
        {
            table.Buckets.MakeRoom(place.Number, ref cell, ref place.Row);
        }

        place.Row.Room -= CallColumns.Capacity;
        long timeNs = cell.TimeNs;
        // MakeRoom has seen to the buckets of sizes, too.
        ulong outside = (cell.OctaveMask & BucketStore.SizeOctaves) == 0
            ? ReturnedCalls.Count(batch, calls, ref cell, in place.Row)
            : ReturnedCalls.CountWithSizes(batch, calls, ref cell, in place.Row, table.Buckets.SizesOf(in cell));
        _timeNs += cell.TimeNs - timeNs;
        if (outside != 0)
        {
            CountOutside(batch, outside, ref place, table.Buckets);
        }

        ulong blocked = _columns.Blocked & calls;
        if (blocked != 0)
        {
            cell.BlockedCalls += BitOperations.PopCount(blocked);
            long blockedNs = TimeOf(batch, blocked);
            cell.BlockedNs += blockedNs;
            cell.IdleNs += blockedNs & cell.IdleMask;
            _blockedNs += blockedNs;
            _idleNs += blockedNs & cell.IdleMask;
        }
    }

    /// <summary>Counts the latencies of calls that are not in their place's row, one or two of a hundred.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountOutside(ReadOnlySpan<FinishedCall> batch, ulong calls, ref CellPlace place, BucketStore buckets)
    {
        ref CallCell cell = ref place.Cell;
        ulong octaves = cell.OctaveMask;
        while (BitOperations.PopCount(calls) >= WorthARow)
        {
            buckets.AddOctaves(ref cell, OctavesOf(batch, calls));
            BucketRow row = buckets.RowAround(in cell, FirstSlot(batch, calls));
            calls = CountLatencies(batch, calls, ref place, in row, buckets);
        }

        for (ulong left = calls; left != 0; left &= left - 1)
        {
            buckets.Add(place.Number, ref cell, FirstSlot(batch, left), 1);
        }

        if (cell.OctaveMask != octaves)
        {
            place.Row = buckets.LongestRow(in cell);
        }
    }

    /// <summary>Counts the latencies that are in a row, of which nobody knows whether it has room; returns the others.</summary>
    private static ulong CountLatencies(
        ReadOnlySpan<FinishedCall> batch, ulong calls, ref CellPlace place, in BucketRow row, BucketStore buckets)
    {
        Span<ushort> ofRow = row.Buckets;
        int firstSlot = row.FirstSlot;
        ulong outside = 0;
        for (ulong left = calls; left != 0; left &= left - 1)
        {
            int slot = FirstSlot(batch, left);
            int at = slot - firstSlot;
            if ((uint)at >= (uint)ofRow.Length)
            {
                outside |= left & (0 - left);
            }
            else if (ofRow[at] == ushort.MaxValue)
            {
                buckets.Add(place.Number, ref place.Cell, slot, 1);
            }
            else
            {
                ofRow[at]++;
            }
        }

        return outside;
    }

    private static ulong OctavesOf(ReadOnlySpan<FinishedCall> batch, ulong calls)
    {
        ulong octaves = 0;
        for (ulong left = calls; left != 0; left &= left - 1)
        {
            octaves |= BucketStore.OctaveBit(FirstSlot(batch, left));
        }

        return octaves;
    }

    private static int FirstSlot(ReadOnlySpan<FinishedCall> batch, ulong calls) =>
        LatencyBuckets.Slot(batch[BitOperations.TrailingZeroCount(calls)].DurationNs);

    private static long TimeOf(ReadOnlySpan<FinishedCall> batch, ulong calls)
    {
        long sum = 0;
        for (ulong left = calls; left != 0; left &= left - 1)
        {
            sum += batch[BitOperations.TrailingZeroCount(left)].DurationNs;
        }

        return sum;
    }

    private void CountFailures(ReadOnlySpan<FinishedCall> batch, ulong failed, in CellPlace place, CallTable table)
    {
        ref CallCell cell = ref place.Cell;
        ulong usual = _columns.WithFailure(cell.UsualFailure) & failed;
        cell.UsualFailures += BitOperations.PopCount(usual);
        cell.Errors += BitOperations.PopCount(usual);
        for (ulong left = failed & ~usual; left != 0; left &= left - 1)
        {
            CountFailure(batch[BitOperations.TrailingZeroCount(left)].Result, place.Number, ref cell, table);
        }
    }

    private static void CountFailure(int result, int number, ref CallCell cell, CallTable table)
    {
        if (IsRestart(-result))
        {
            cell.Restarted++;
        }
        else
        {
            cell.Errors++;
            table.AddErrno(number, -result);
        }
    }

    /// <summary>The place for a code that a thread has not used in this interval, or for a call that is in no table.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref CellPlace NewPlace(scoped in FinishedCall call, ThreadState state, CallTable table)
    {
        int code = call.Number & NumberCode.KeyMask;
        CallKey key = NumberCode.Decode(code, call.Argument, nativeAbi);
        if (NumberCode.IsUnknown(code) && (uint)key.Number >= NumberCode.Unknown)
        {
            _unknownPlace = new CellPlace(
                new PlaceKey(code, Operation.None, null), table, table.CellOf(state.Row, Unknown(key)));
            return ref _unknownPlace;
        }

        // A cell has one place, also when its number came in the argument without need.
        code = (code & ~NumberCode.NumberMask) | key.Number;
        var placeKey = new PlaceKey(code, Operation.None, null);
        ref CellPlace place = ref state.Places.Find(placeKey);
        return ref place.IsFree ? ref NewPart(placeKey, null, state, table) : ref place;
    }

    /// <summary>The place for calls of a known number, of which the thread made none in this interval.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref CellPlace NewPart(PlaceKey key, Resource? resource, ThreadState state, CallTable table)
    {
        CallKey call = NumberCode.Decode(key.NumberCode, 0, nativeAbi);
        int cell = table.CellOf(state.Row, new CellKey(call, key.Operation, resource));
        ref CellPlace place = ref _unknownPlace;
        if (!ReferenceEquals(table.Cell(cell).Resource, resource))
        {
            // Counted under an equal one, or together with others: a cell has one place.
            key = new PlaceKey(key.NumberCode, key.Operation, table.Cell(cell).Resource);
            place = ref state.Places.Find(key);
            if (!place.IsFree)
            {
                return ref place;
            }
        }

        ref CallCell made = ref table.Cell(cell);
        made.ByteMask = (sbyte)(_returnsBytes[key.NumberCode] ? -1 : 0);
        made.IdleMask = (sbyte)(IdleWait.IsOne(call, key.Operation) ? -1 : 0);
        if (resource is not null && made.ByteMask != 0)
        {
            table.Buckets.AddOctaves(ref made, BucketStore.SizeOctaves);
        }

        place = ref state.Places.Add(new CellPlace(key, table, cell));
        if (state.Places.AreMany && !state.HasManyPlaces)
        {
            state.HasManyPlaces = true;
            _withManyPlaces.Add(state);
        }

        return ref place;
    }

    /// <summary>
    /// A rotation has passed: gives the memory for the places of those threads back that had many and have made no call since the
    /// last one.
    /// </summary>
    public void ReleaseUnusedPlaces()
    {
        _withManyPlaces.ForEach(state => state.ReleaseUnusedPlaces());
        _withManyPlaces.RemoveAll(state => !state.HasManyPlaces);
    }

    private CallKey Unknown(CallKey key)
    {
        if (_unknownNumbers.Contains(key))
        {
            return key;
        }

        return _unknownNumbers.Count < UnknownNumbersKept && _unknownNumbers.Add(key)
            ? key
            : key with { Number = CallAggregator.OtherUnknownNumber };
    }

    // ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK of include/linux/errno.h: the kernel makes the
    // call again, or turns it into EINTR where no program sees it before we do.
    private static bool IsRestart(int errno) => errno is 512 or 513 or 514 or 516;

    private static bool[] FindReturnsBytes(SyscallAbi native)
    {
        var returnsBytes = new bool[NumberCode.KeyCount];
        for (int code = 0; code < returnsBytes.Length; code++)
        {
            CallKey key = NumberCode.Decode(code, 0, native);
            returnsBytes[code] = !NumberCode.IsUnknown(code) &&
                SyscallTable.For(key.Abi).Find(key.Number)?.ReturnsBytes == true;
        }

        return returnsBytes;
    }
}
