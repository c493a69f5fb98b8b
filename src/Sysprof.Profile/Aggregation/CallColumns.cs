using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CommunityToolkit.HighPerformance;

namespace Sysprof.Profile.Aggregation;

/// <summary>What tells the calls of a batch apart, in columns, so that many are compared at once.</summary>
/// <remarks>A set of calls is a word with a bit for each, from the lowest on.</remarks>
internal sealed class CallColumns
{
    /// <summary>How many calls there is room for: as many as a word has bits, and more than a batch has.</summary>
    public const int Capacity = 64;

    /// <summary>The result of a call on a descriptor that is not open: -EBADF.</summary>
    public const int BadDescriptor = -9;

    private const int CallsAtOnce = 8;
    private const int MostErrno = 4095;

    private readonly FinishedCall[] _padded = new FinishedCall[CallsAtOnce];
    private readonly short[] _codes = new short[Capacity];

    // What does not fit is one of the ends.
    private readonly short[] _results = new short[Capacity];
    private readonly int[] _arguments = new int[Capacity];
    private bool _hasArguments;
    private ulong? _onBadDescriptor;
    private int _count;

    /// <summary>The calls that are there.</summary>
    public ulong All => ulong.MaxValue >> (Capacity - _count);

    /// <summary>Those in which the thread gave up its CPU.</summary>
    public ulong Blocked { get; private set; }

    /// <summary>Those with a negative result.</summary>
    public ulong Failed { get; private set; }

    /// <summary>A call's number and ABI, see <see cref="NumberCode.KeyMask"/>.</summary>
    public int Code(int call) => _codes[call];

    /// <summary>The calls with a number and ABI, and perhaps some that are not there.</summary>
    public ulong WithCode(int code) => Equal(_codes, (short)code);

    /// <summary>The calls with a result of -4095..-1; none with any other.</summary>
    public ulong WithFailure(int result) => result >= -MostErrno ? Equal(_results, (short)result) & Failed : 0;

    /// <summary>The calls that failed with <see cref="BadDescriptor"/>: asked for by each group of a batch.</summary>
    public ulong OnBadDescriptor => _onBadDescriptor ??= WithFailure(BadDescriptor);

    /// <summary>
    /// The calls with a result of 0 or more, and perhaps some that are not there; none with one that is too large to tell.
    /// </summary>
    public ulong WithResult(int result) => result < short.MaxValue ? Equal(_results, (short)result) : 0;

    /// <summary>The calls with an argument, and perhaps some that are not there.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="calls">The calls that were taken.</param>
    public ulong WithArgument(uint argument, ReadOnlySpan<FinishedCall> calls)
    {
        if (!_hasArguments)
        {
            FillArguments(calls);
        }

        ulong with = 0;
        ref int first = ref _arguments.DangerousGetReferenceAt(0);
        Vector256<int> wanted = Vector256.Create((int)argument);
        for (int at = 0; at < _count; at += CallsAtOnce)
        {
            // Inside: as many as a vector has go into the capacity without a rest.
            with |= (ulong)Vector256.Equals(Vector256.LoadUnsafe(ref first, (uint)at), wanted).ExtractMostSignificantBits() << at;
        }

        return with;
    }

    /// <summary>Takes 1 to <see cref="Capacity"/> calls.</summary>
    public void Fill(ReadOnlySpan<FinishedCall> calls)
    {
        _count = calls.Length;
        _hasArguments = false;
        _onBadDescriptor = null;
        if (_count < CallsAtOnce)
        {
            calls.CopyTo(_padded);
            calls = _padded;
        }

        ulong blocked = 0;
        ulong failed = 0;
        for (int step = 0; step < calls.Length; step += CallsAtOnce)
        {
            // The last eight begin earlier: those of the step before that are among them give the same once more.
            int at = Math.Min(step, calls.Length - CallsAtOnce);
            (uint blockedOfEight, uint failedOfEight) = FillEight(calls.Slice(at, CallsAtOnce), at);
            blocked |= (ulong)blockedOfEight << at;
            failed |= (ulong)failedOfEight << at;
        }

        Blocked = blocked & All;
        Failed = failed & All;
    }

    private void FillArguments(ReadOnlySpan<FinishedCall> calls)
    {
        if (_count < CallsAtOnce)
        {
            calls = _padded; // As Fill left them.
        }

        for (int step = 0; step < calls.Length; step += CallsAtOnce)
        {
            int at = Math.Min(step, calls.Length - CallsAtOnce);
            ReadOnlySpan<FinishedCall> eight = calls.Slice(at, CallsAtOnce);
            Vector256<uint> arguments = Vector256.Create(
                eight[0].Argument, eight[1].Argument, eight[2].Argument, eight[3].Argument,
                eight[4].Argument, eight[5].Argument, eight[6].Argument, eight[7].Argument);
            // Inside: the last begin at Capacity - CallsAtOnce.
            arguments.AsInt32().StoreUnsafe(ref _arguments.DangerousGetReferenceAt(at));
        }

        _hasArguments = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (uint Blocked, uint Failed) FillEight(ReadOnlySpan<FinishedCall> calls, int at)
    {
        Vector128<long> first = Vector128.Create(calls[0].NumberAndResult, calls[1].NumberAndResult);
        Vector128<long> second = Vector128.Create(calls[2].NumberAndResult, calls[3].NumberAndResult);
        Vector128<long> third = Vector128.Create(calls[4].NumberAndResult, calls[5].NumberAndResult);
        Vector128<long> fourth = Vector128.Create(calls[6].NumberAndResult, calls[7].NumberAndResult);
        // The lower halves are the number below the sixteen bits of another, the upper ones the result.
        Vector128<short> numbers = Vector128.NarrowWithSaturation(
            Vector128.Narrow(first, second) >> 16, Vector128.Narrow(third, fourth) >> 16);
        Vector128<short> results = Vector128.NarrowWithSaturation(
            Vector128.Narrow(first >>> 32, second >>> 32), Vector128.Narrow(third >>> 32, fourth >>> 32));
        // Inside: the last begin at Capacity - CallsAtOnce.
        (numbers & Vector128.Create((short)NumberCode.KeyMask)).StoreUnsafe(ref _codes.DangerousGetReferenceAt(at));
        results.StoreUnsafe(ref _results.DangerousGetReferenceAt(at));
        uint signs = Vector128.NarrowWithSaturation(results, numbers << FinishedCall.BlockedToSign)
            .ExtractMostSignificantBits();
        return (signs >> CallsAtOnce, (byte)signs);
    }

    // By sixteen bytes, as they were written a moment ago: wider reads wait until that has reached the cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(short[] column, short value) =>
        EqualOfQuarter(column, 0, value) |
        EqualOfQuarter(column, 1, value) << 16 |
        (ulong)(EqualOfQuarter(column, 2, value) | EqualOfQuarter(column, 3, value) << 16) << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EqualOfQuarter(short[] column, int quarter, short value)
    {
        // Inside: two vectors are a quarter of a column.
        ref short first = ref column.DangerousGetReferenceAt(quarter * Capacity / 4);
        Vector128<short> wanted = Vector128.Create(value);
        return Vector128.NarrowWithSaturation(
            Vector128.Equals(Vector128.LoadUnsafe(ref first), wanted),
            Vector128.Equals(Vector128.LoadUnsafe(ref first, (uint)Vector128<short>.Count), wanted))
            .ExtractMostSignificantBits();
    }
}
