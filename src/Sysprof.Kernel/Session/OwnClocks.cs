using System.Diagnostics;

namespace Sysprof.Kernel.Session;

/// <summary>The clocks that a session reads.</summary>
internal static class OwnClocks
{
    /// <summary>CLOCK_MONOTONIC, in nanoseconds.</summary>
    public static long NowNs() => Stopwatch.GetTimestamp(); // That is what it is on Linux.

    /// <summary>CPU time that our process has had, in nanoseconds.</summary>
    public static long CpuNs() => Environment.CpuUsage.TotalTime.Ticks * 100;
}
