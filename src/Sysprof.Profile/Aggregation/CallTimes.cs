namespace Sysprof.Profile.Aggregation;

/// <summary>Nanoseconds in some calls.</summary>
/// <param name="AllNs">From entry to exit, summed.</param>
/// <param name="BlockedNs">Of that, in calls in which the thread gave up its CPU.</param>
/// <param name="IdleNs">Of that, in calls whose purpose is to wait until there is something to do.</param>
internal readonly record struct CallTimes(long AllNs, long BlockedNs, long IdleNs);
