using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Aggregation;

/// <summary>How threads wait in single calls, and what they are in.</summary>
/// <param name="nativeAbi">The machine's own ABI.</param>
/// <param name="tellsOperations">Whether it is known what calls were asked to do.</param>
internal sealed class CallWaits(SyscallAbi nativeAbi, bool tellsOperations)
{
    /// <summary>Calls that were entered until then, CLOCK_MONOTONIC nanoseconds, were cut: their end is not of the account.</summary>
    public ulong CutUntilNs { get; set; }

    private readonly CallTraits[] _traits = CallTraits.OfAll(nativeAbi, tellsOperations, withDescriptors: false);

    /// <summary>How a thread waited, or waits, in a call.</summary>
    /// <param name="code">Its <see cref="NumberCode"/>.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="result">Its result, 0 while it has none.</param>
    public CallWait Of(ushort code, uint argument, int result)
    {
        if ((code & NumberCode.Blocked) == 0)
        {
            return CallWait.None;
        }

        CallKey call = NumberCode.Decode(code, argument, nativeAbi);
        Operation operation = _traits[code & NumberCode.KeyMask].OperationOf(argument, result);
        return IdleWait.IsOne(call, operation) ? CallWait.Idle : CallWait.Waiting;
    }

    /// <summary>The call that a thread is in by its own words; null for none.</summary>
    public InFlightCall? InFlightOf(in ThreadBatch batch) =>
        batch.State == CallState.None || batch.InFlightEnterNs == 0
            ? null
            : new InFlightCall(
                NumberCode.Decode(batch.InFlightNumber, batch.InFlightArgument, nativeAbi),
                batch.InFlightArgument,
                batch.InFlightEnterNs,
                batch.State == CallState.BeforeStart || batch.InFlightEnterNs <= CutUntilNs)
            {
                Wait = Of(batch.InFlightNumber, batch.InFlightArgument, result: 0),
            };
}
