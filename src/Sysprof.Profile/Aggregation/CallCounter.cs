using System.Runtime.CompilerServices;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Aggregation;

/// <summary>Counts a thread's finished calls into its cells: what is done for every call of the machine.</summary>
/// <param name="nativeAbi">The machine's own ABI.</param>
internal sealed class CallCounter(SyscallAbi nativeAbi)
{
    // Programs may ask for any number: beyond this many different ones that are in no table, the rest is one row.
    private const int UnknownNumbersKept = 256;

    private readonly HashSet<CallKey> _unknownNumbers = [];
    private readonly bool[] _returnsBytes = FindReturnsBytes(nativeAbi);
    private CellPlace _unknownPlace = CellPlace.Free;

    /// <summary>Counts calls of a thread that has its row in the table.</summary>
    public void Count(ReadOnlySpan<FinishedCall> calls, ThreadState state, CallTable table)
    {
        int at = CountUsual(calls, state.Places.AsSpan(), table.Buckets.AsView());
        while (at < calls.Length)
        {
            CountAny(calls[at++], state, table);
            at += CountUsual(calls[at..], state.Places.AsSpan(), table.Buckets.AsView());
        }
    }

    /// <summary>
    /// Counts calls up to the first that needs more than its cell and its bucket, and returns how many those were.
    /// </summary>
    /// <remarks>
    /// Nothing is called in the loop, so that all it needs stays in registers; and there are masks instead of branches
    /// where one call tells nothing about the next.
    /// </remarks>
    private static int CountUsual(
        ReadOnlySpan<FinishedCall> calls, Span<CellPlace> places, SegmentedList<ushort>.View buckets)
    {
        for (int at = 0; at < calls.Length; at++)
        {
            ref readonly FinishedCall call = ref calls[at];
            ulong durationAndNumber = call.DurationAndNumber;
            int code = (int)(durationAndNumber >> FinishedCall.NumberShift) & NumberCode.KeyMask;
            ref CellPlace place = ref CellPlaces.Find(places, code);
            if (place.Code != code)
            {
                return at;
            }

            ref CallCell cell = ref place.Cell;
            long duration = (long)durationAndNumber & LatencyBuckets.MaxNs;
            int slot = LatencyBuckets.SlotInRange(duration);
            if (!place.Window.Has(slot) && !BucketStore.Has(in cell, slot))
            {
                return at;
            }

            ref ushort bucket = ref place.Window.Has(slot)
                ? ref place.Window.Bucket(slot)
                : ref BucketStore.Bucket(buckets, in cell, slot);
            long result = call.Result;
            long failed = result >> 63;
            if (((result ^ cell.UsualFailure) & failed) != 0 || bucket == ushort.MaxValue)
            {
                return at;
            }

            bucket++;
            long blocked = (long)(durationAndNumber << FinishedCall.BlockedToSign) >> 63;
            cell.Count(duration, blocked, result & ~failed, failed);
        }

        return calls.Length;
    }

    /// <summary>Counts a call whatever it needs: the first of its kind, in its octave, with its errno.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountAny(in FinishedCall call, ThreadState state, CallTable table)
    {
        int code = call.Number & NumberCode.KeyMask;
        ref CellPlace place = ref CellPlaces.Find(state.Places.AsSpan(), code);
        if (place.IsFree)
        {
            place = ref NewPlace(state, table, code, call.Argument);
        }

        ref CallCell cell = ref place.Cell;
        cell.Count(
            call.DurationNs, (call.Number & NumberCode.Blocked) != 0 ? -1 : 0, Math.Max(0, call.Result), usualFailure: 0);
        table.AddLatency(place.Number, LatencyBuckets.Slot(call.DurationNs));
        place.Window = table.Buckets.WindowOf(in cell);
        if (IsRestart(-call.Result))
        {
            cell.Restarted++;
        }
        else if (call.Result < 0)
        {
            cell.Errors++;
            table.AddErrno(place.Number, -call.Result);
        }
    }

    /// <summary>The place for a code that a thread has not used in this interval, or whose calls are in no table.</summary>
    private ref CellPlace NewPlace(ThreadState state, CallTable table, int code, uint argument)
    {
        CallKey key = NumberCode.Decode(code, argument, nativeAbi);
        if ((code & NumberCode.NumberMask) == NumberCode.Unknown)
        {
            // Calls in no table share a code: they are looked up each time.
            _unknownPlace = new CellPlace(code, table, table.CellOf(state.Row, Unknown(key)));
            return ref _unknownPlace;
        }

        int cell = table.CellOf(state.Row, key);
        table.Cell(cell).ByteMask = _returnsBytes[code] ? -1 : 0;
        return ref state.Places.Add(new CellPlace(code, table, cell));
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
            returnsBytes[code] = (code & NumberCode.NumberMask) != NumberCode.Unknown &&
                SyscallTable.For(key.Abi).Find(key.Number)?.ReturnsBytes == true;
        }

        return returnsBytes;
    }
}
