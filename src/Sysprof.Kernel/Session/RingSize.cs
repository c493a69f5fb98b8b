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
