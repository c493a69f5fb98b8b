using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Aggregation;

/// <summary>How calls of one number are told apart further: by what they were asked to do, and by what they were made on.</summary>
/// <param name="Operation">What of the call is its operation.</param>
/// <param name="Descriptor">Where its descriptor is.</param>
internal readonly record struct CallTraits(OperationSource Operation, DescriptorSource Descriptor)
{
    // include/uapi/linux/futex.h: FUTEX_CMD_MASK, FUTEX_WAIT, FUTEX_WAIT_BITSET.
    private const int FutexCommandMask = 0x7f;
    private const int FutexWait = 0;
    private const int FutexWaitBitset = 9;

    // A lock that others wait for has this value in glibc (lowlevellock.h), musl, Rust and Go.
    private const uint ContendedLock = 2;

    private const int TimedOut = -110; // ETIMEDOUT
    private const int BadDescriptor = CallColumns.BadDescriptor;

    // In the upper half of an argument that holds two things: more than it holds.
    private const uint TooLarge = 0xffff;

    /// <summary>Whether calls are told apart at all.</summary>
    public bool Any => Operation != OperationSource.None || Descriptor != DescriptorSource.None;

    /// <summary>Whether calls with the same argument are alike, but for what their results say.</summary>
    private bool AsksArgument =>
        Operation is OperationSource.Whole or OperationSource.LowerHalf or OperationSource.Futex
        || Descriptor is DescriptorSource.Argument or DescriptorSource.UpperHalf;

    /// <summary>How calls are told apart of which this is known.</summary>
    /// <param name="call">What is known of it.</param>
    /// <param name="withOperations">Whether calls are told apart by what they were asked to do.</param>
    /// <param name="withDescriptors">Whether calls are told apart by what they were made on.</param>
    public static CallTraits Of(SyscallInfo call, bool withOperations, bool withDescriptors) =>
        new(withOperations ? OperationOf(call) : OperationSource.None, withDescriptors ? DescriptorOf(call) : DescriptorSource.None);

    /// <summary>The same of all calls, by number and ABI as <see cref="NumberCode"/> has them.</summary>
    public static CallTraits[] OfAll(SyscallAbi native, bool withOperations, bool withDescriptors)
    {
        var traits = new CallTraits[NumberCode.KeyCount];
        for (int code = 0; code < traits.Length; code++)
        {
            CallKey key = NumberCode.Decode(code, 0, native);
            if (!NumberCode.IsUnknown(code) && SyscallTable.For(key.Abi).Find(key.Number) is { } call)
            {
                traits[code] = Of(call, withOperations, withDescriptors);
            }
        }

        return traits;
    }

    /// <summary>What a call was asked to do.</summary>
    public Operation OperationOf(uint argument, int result) => Operation switch
    {
        OperationSource.Futex => FutexOperation(argument, result),
        OperationSource.LowerHalf => Model.Operation.Of((int)(argument & 0xffff)),
        OperationSource.Whole => Model.Operation.Of((int)Math.Min(argument, Model.Operation.MaxValue)),
        OperationSource.Readiness => result switch
        {
            0 => Model.Operation.Nothing,
            > 0 => Model.Operation.Ready,
            _ => Model.Operation.Failed,
        },
        _ => Model.Operation.None,
    };

    /// <summary>The descriptor of a call, or -1 when it has none or it is not known.</summary>
    public int DescriptorOf(uint argument, int result) => Descriptor switch
    {
        _ when result == BadDescriptor => -1,
        DescriptorSource.Argument => (int)argument,
        DescriptorSource.UpperHalf => argument >> 16 == TooLarge ? -1 : (int)(argument >> 16),
        DescriptorSource.Result => result < 0 ? -1 : result,
        _ => -1,
    };

    /// <summary>The calls that ask for the same on the same descriptor as one of them, or some of these.</summary>
    /// <param name="columns">What tells the calls apart.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="among">Those of them that are asked about.</param>
    /// <param name="first">The first of these.</param>
    public ulong Alike(CallColumns columns, ReadOnlySpan<FinishedCall> calls, ulong among, in FinishedCall first)
    {
        bool hasOpened = Descriptor == DescriptorSource.Result && first.Result >= 0;
        ulong alike = hasOpened ? columns.WithResult(first.Result) & among | among & (0 - among) : among;
        alike &= AsksArgument ? columns.WithArgument(first.Argument, calls) : alike;
        if (Operation == OperationSource.Readiness)
        {
            ulong nothing = columns.WithResult(0);
            alike &= first.Result < 0 ? columns.Failed : first.Result == 0 ? nothing : ~(columns.Failed | nothing);
        }
        else if ((columns.Failed & alike) != 0)
        {
            alike = WithSameFailure(columns, alike, first.Result);
        }

        return alike;
    }

    /// <summary>When a call had its descriptor: from its start on, or at its end when it opened it. CLOCK_MONOTONIC nanoseconds.</summary>
    public ulong MomentOf(in FinishedCall call, ulong baseNs) =>
        baseNs + call.StartDeltaNs + (Descriptor == DescriptorSource.Result ? (ulong)call.DurationNs : 0);

    /// <summary>What a call was made on whose descriptor is not known; null when it has none.</summary>
    public Resource? WithoutDescriptor(int result) => result == BadDescriptor ? Resource.NotOpen
        : Descriptor == DescriptorSource.Result ? null
        : Resource.Unresolved;

    /// <summary>Those of the calls that failed as one did, where failures tell calls apart.</summary>
    private ulong WithSameFailure(CallColumns columns, ulong calls, int result)
    {
        if (Descriptor == DescriptorSource.Result)
        {
            calls &= result < 0 ? columns.Failed : ~columns.Failed;
        }

        if (Descriptor != DescriptorSource.None)
        {
            ulong bad = columns.OnBadDescriptor;
            calls &= result == BadDescriptor ? bad : ~bad;
        }

        if (Operation == OperationSource.Futex)
        {
            ulong timedOut = columns.WithFailure(TimedOut);
            calls &= result == TimedOut ? timedOut : ~timedOut;
        }

        return calls;
    }

    private static OperationSource OperationOf(SyscallInfo call) => call switch
    {
        { WaitsForReadiness: true } => OperationSource.Readiness,
        { ArgumentKind: ArgumentKind.FutexOperation } => OperationSource.Futex,
        { CommandsDescriptor: true } =>
            OperationSource.LowerHalf,
        { ArgumentKind: ArgumentKind.SocketFamily } or { Name: "clock_gettime" or "clock_gettime64" } => OperationSource.Whole,
        _ => OperationSource.None,
    };

    private static DescriptorSource DescriptorOf(SyscallInfo call) => call switch
    {
        { WaitsForReadiness: true } or { Name: "close_range" } => DescriptorSource.None,
        { ArgumentKind: ArgumentKind.Descriptor } => DescriptorSource.Argument,
        { CommandsDescriptor: true } =>
            DescriptorSource.UpperHalf,
        { OpensDescriptor: true } => DescriptorSource.Result,
        _ => DescriptorSource.None,
    };

    private static Operation FutexOperation(uint argument, int result)
    {
        int command = (int)(argument & FutexCommandMask);
        bool waits = command is FutexWait or FutexWaitBitset;
        int bits = waits && (argument >> 16 & 0x7fff) == ContendedLock ? Model.Operation.LockBit : 0;
        return Model.Operation.Of(command, result == TimedOut ? bits | Model.Operation.TimedOutBit : bits);
    }
}
