using System.Globalization;

namespace Sysprof.Kernel.Session;

/// <summary>The time namespace of this program, whose clocks may be ahead of the machine's, or behind (time_namespaces(7)).</summary>
internal static class TimeNamespace
{
    private const string Offsets = "/proc/self/timens_offsets";

    /// <summary>How far CLOCK_MONOTONIC here is ahead of the machine's, in nanoseconds; 0 outside of a namespace.</summary>
    /// <exception cref="FormatException">The kernel says it in another way than it is known to.</exception>
    public static long MonotonicOffsetNs()
    {
        try
        {
            return MonotonicOffsetNs(File.ReadAllText(Offsets));
        }
        catch (FileNotFoundException)
        {
            return 0; // A kernel without time namespaces.
        }
    }

    /// <param name="offsets">A line for each clock: its name or number, seconds (may be negative), and nanoseconds to be added to them.</param>
    public static long MonotonicOffsetNs(string offsets)
    {
        foreach (string line in offsets.Split('\n'))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["monotonic" or "1", var seconds, var nanoseconds])
            {
                return (long.Parse(seconds, CultureInfo.InvariantCulture) * 1_000_000_000) + long.Parse(nanoseconds, CultureInfo.InvariantCulture);
            }
        }

        throw new FormatException($"{Offsets} has no line for CLOCK_MONOTONIC");
    }
}
