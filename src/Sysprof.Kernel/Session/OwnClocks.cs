using System.Diagnostics;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Session;

/// <summary>The clocks that a session reads.</summary>
internal static class OwnClocks
{
    private static readonly long s_offsetNs = TimeNamespace.MonotonicOffsetNs();

    /// <summary>CLOCK_MONOTONIC of the machine, as the kernel side has it, in nanoseconds.</summary>
    public static long NowNs() => Stopwatch.GetTimestamp() - s_offsetNs; // That is what it is on Linux.

    /// <summary>CPU time that our process has had, in nanoseconds.</summary>
    public static long CpuNs() => Environment.CpuUsage.TotalTime.Ticks * 100;

    /// <summary>CPU time that the calling thread has had, in nanoseconds.</summary>
    public static unsafe long ThreadCpuNs()
    {
        TimeSpec time;
        _ = LibC.ClockGetTime(LibC.ThreadCpuClock, &time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }
}
