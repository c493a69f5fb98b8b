using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sysprof.Profile.Aggregation;

/// <summary>
/// A call that returned, exactly as it crosses the ring buffer (<c>struct call_event</c>), so that a batch is counted
/// where it lies.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
public readonly struct FinishedCall
{
    /// <summary>Start, in nanoseconds from the batch's base.</summary>
    [field: FieldOffset(0)]
    public uint StartDeltaNs { get; init; }

    /// <summary>The lower 32 of the 48 bits of <see cref="DurationNs"/>.</summary>
    [field: FieldOffset(4)]
    public uint DurationLow { get; init; }

    /// <summary>The upper 16 of the 48 bits of <see cref="DurationNs"/>.</summary>
    [field: FieldOffset(8)]
    public ushort DurationHigh { get; init; }

    /// <summary>Number, ABI and whether the thread waited, see <see cref="NumberCode"/>.</summary>
    [field: FieldOffset(10)]
    public ushort Number { get; init; }

    /// <summary>-4095..-1: the negative errno; else the result, at most 2^31 - 1.</summary>
    [field: FieldOffset(12)]
    public int Result { get; init; }

    /// <summary>The argument that matters for this call; the true number of a call that is in no table.</summary>
    [field: FieldOffset(16)]
    public uint Argument { get; init; }

    /// <summary>By how much <see cref="NumberCode.Blocked"/> is below the sign of <see cref="Number"/>.</summary>
    internal const int BlockedToSign = 15 - NumberCode.BlockedShift;

    /// <summary>Nanoseconds between entry and exit, below 2^48.</summary>
    public long DurationNs => DurationLow | (long)DurationHigh << 32;

    /// <summary>
    /// From the lowest bits on <see cref="DurationHigh"/>, <see cref="Number"/> and <see cref="Result"/>, which lie side by
    /// side, at one go.
    /// </summary>
    internal long NumberAndResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.ReadUnaligned<long>(in ByteAt(8));
    }

    /// <summary>All but <see cref="StartDeltaNs"/>: four words, which end where the call ends.</summary>
    internal Vector128<int> LastWords
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.ReadUnaligned<Vector128<int>>(in ByteAt(4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly byte ByteAt(int offset) =>
        ref Unsafe.Add(ref Unsafe.As<FinishedCall, byte>(ref Unsafe.AsRef(in this)), offset);
}
