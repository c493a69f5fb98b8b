namespace Sysprof.Profile.Model;

/// <summary>A call that is over.</summary>
/// <param name="Key">Which call.</param>
/// <param name="StartNs">CLOCK_MONOTONIC nanoseconds of its entry.</param>
/// <param name="DurationNs">Nanoseconds between entry and exit.</param>
/// <param name="Result">-4095..-1: the negative errno; else the result, at most 2^31 - 1.</param>
/// <param name="Argument">The argument that matters for this call, see <c>SyscallInfo</c>.</param>
/// <param name="Waited">Whether the thread gave up its CPU in it.</param>
public readonly record struct PastCall(
    CallKey Key, long StartNs, long DurationNs, int Result, uint Argument, bool Waited);
