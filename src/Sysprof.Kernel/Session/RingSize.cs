using System.Globalization;
using System.Numerics;
using Sysprof.Profile;

namespace Sysprof.Kernel.Session;

/// <summary>How big the ring buffer is.</summary>
public static class RingSize
{
    /// <summary>The biggest that is taken, 1 GiB.</summary>
    public const int MostBytes = 1 << 30;

    // Some 400,000 calls: a sixth of a second of a CPU that does nothing else. The consumer is woken at a quarter of the ring.
    private const int BytesPerCpu = 8 << 20;

    private const int LeastDefaultBytes = 16 << 20;

    // One thread counts for all CPUs: more would last no longer, and every page of it is resident memory.
    private const int MostDefaultBytes = 64 << 20;

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

    /// <summary>
    /// The size where none is asked for: 8 MiB a CPU, a power of two from 16 to 64 MiB.
    /// </summary>
    /// <param name="cpus">How many CPUs make calls at the same time.</param>
    internal static int DefaultBytes(int cpus) =>
        (int)Math.Clamp((long)BitOperations.RoundUpToPowerOf2((uint)cpus) * BytesPerCpu, LeastDefaultBytes, MostDefaultBytes);

    /// <summary>The size to use.</summary>
    /// <exception cref="SysprofException">It is no power of two, or smaller than a page, or too big.</exception>
    public static int Checked(int? bytes)
    {
        int size = bytes ?? DefaultBytes(Environment.ProcessorCount);
        return BitOperations.IsPow2(size) && size >= Environment.SystemPageSize && size <= MostBytes
            ? size
            : throw new SysprofException(
                string.Create(CultureInfo.InvariantCulture, $"a ring of {size} bytes is not possible"),
                $"a power of two from {Environment.SystemPageSize} to {MostBytes} is",
                ExitCode.Usage);
    }
}
