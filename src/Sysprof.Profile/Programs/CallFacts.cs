namespace Sysprof.Profile.Programs;

/// <summary>What a thread did with some system calls.</summary>
/// <param name="Calls">Finished calls.</param>
/// <param name="BlockedCalls">Of these, those in which it gave up its CPU to wait.</param>
/// <param name="TimeNs">Nanoseconds in them.</param>
public readonly record struct CallFacts(long Calls, long BlockedCalls, long TimeNs);
