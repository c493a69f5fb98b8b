using System.Globalization;

namespace Sysprof.KernelTests.Leaks;

/// <summary>What memory this process has.</summary>
internal static class OwnMemory
{
    /// <summary>Bytes that are resident now, VmRSS of /proc/self/status.</summary>
    public static long ResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
