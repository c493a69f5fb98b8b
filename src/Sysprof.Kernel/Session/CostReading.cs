namespace Sysprof.Kernel.Session;

/// <summary>What looking has cost by a moment, each since some beginning of its own.</summary>
/// <param name="NowNs">The moment, CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="Calls">Calls that were slowed down by our programs.</param>
/// <param name="OwnCpuNs">CPU time of our own process, in nanoseconds.</param>
internal readonly record struct CostReading(long NowNs, long Calls, long OwnCpuNs);
