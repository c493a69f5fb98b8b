namespace Sysprof.Kernel.Session;

/// <summary>How a session stands, for progress lines; the numbers need not fit together.</summary>
/// <param name="Calls">Calls counted since the start.</param>
/// <param name="Lost">Calls known to be lost since the start.</param>
/// <param name="Threads">Threads of the target that made calls and live.</param>
/// <param name="OwnCpuNs">CPU time of our own process since the start, in nanoseconds.</param>
public readonly record struct SessionStatus(long Calls, long Lost, int Threads, long OwnCpuNs)
{
    /// <summary>For how long calls were not attached since the start, in nanoseconds.</summary>
    public long UnseenNs { get; init; }
}
