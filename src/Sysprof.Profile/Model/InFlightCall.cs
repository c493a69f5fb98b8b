namespace Sysprof.Profile.Model;

/// <summary>The call a thread was in when it was last looked at.</summary>
/// <param name="Key">Which call.</param>
/// <param name="Argument">The argument that matters for this call, see <c>SyscallInfo</c>.</param>
/// <param name="EnterNs">CLOCK_MONOTONIC nanoseconds of its entry; of the attaching when it was entered before that.</param>
/// <param name="BeforeStart">True when the entry was not seen, so that the ledger does not count the call as entered.</param>
public readonly record struct InFlightCall(CallKey Key, uint Argument, ulong EnterNs, bool BeforeStart)
{
    /// <summary>Whether the thread has given up its CPU in it.</summary>
    public CallWait Wait { get; init; }
}
