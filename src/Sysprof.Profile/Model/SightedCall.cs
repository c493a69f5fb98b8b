using System.Collections.Immutable;

namespace Sysprof.Profile.Model;

/// <summary>The call that a thread is in, as it was found.</summary>
/// <param name="Key">Which call.</param>
/// <param name="Arguments">Its six arguments, as in the registers at its entry; those of 32-bit calls without a sign.</param>
/// <param name="EnterNs">CLOCK_MONOTONIC nanoseconds of its entry; null when that was not seen.</param>
/// <param name="AtLeastNs">How long it has gone on: exactly where the entry was seen, else at least.</param>
public sealed record SightedCall(CallKey Key, ImmutableArray<ulong> Arguments, long? EnterNs, long AtLeastNs);
