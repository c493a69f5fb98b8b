using System.Globalization;
using System.Numerics;
using Sysprof.Profile;

namespace Sysprof.Kernel.Session;

/// <summary>How big the ring buffer is.</summary>
public static class RingSize
{
    /// <summary>
    /// 16 MiB: some 800,000 calls, a sixth of a second of two CPUs that do nothing else, and the consumer is woken at
    /// a quarter of it.
    /// </summary>
    public const int DefaultBytes = 16 << 20;

    /// <summary>The biggest that is taken, 1 GiB.</summary>
    public const int MostBytes = 1 << 30;

    // With its share of a full batch's header.
    private const int BytesPerCall = 24;

    // Some batches: each that is sent beyond it wakes the consumer anew.
    private const int LeastWakeBytes = 4096;

    /// <summary>
    /// Unread bytes from which on the consumer is woken: a quarter, so that it has the time that filling the rest takes. With an
    /// overhead bound less, so that it is known in time how many calls there are.
    /// </summary>
    /// <param name="ringBytes">The size of the ring.</param>
    /// <param name="maxOverhead">The bound, as a share of one CPU; null for none.</param>
    internal static long WakeAt(int ringBytes, double? maxOverhead)
    {
        long most = ringBytes / 4;
        return maxOverhead is { } share
            ? Math.Min(Math.Max(OverheadBound.CallsToAskAt(share) * BytesPerCall, LeastWakeBytes), most)
            : most;
    }

    /// <summary>The size to use.</summary>
    /// <exception cref="SysprofException">It is no power of two, or smaller than a page, or too big.</exception>
    public static int Checked(int? bytes)
    {
        int size = bytes ?? DefaultBytes;
        return BitOperations.IsPow2(size) && size >= Environment.SystemPageSize && size <= MostBytes
            ? size
            : throw new SysprofException(
                string.Create(CultureInfo.InvariantCulture, $"a ring of {size} bytes is not possible"),
                $"a power of two from {Environment.SystemPageSize} to {MostBytes} is",
                ExitCode.Usage);
    }
}
