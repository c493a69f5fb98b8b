using System.Globalization;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>The file descriptors of this process.</summary>
internal static class OwnDescriptors
{
    /// <summary>How many may be open (RLIMIT_NOFILE, which the runtime raises to the hard limit); null for any number.</summary>
    public static long? Limit() => LimitIn(File.ReadLines("/proc/self/limits"));

    /// <summary>How many are open.</summary>
    public static int Open() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    /// <summary>The limit in the lines of <c>/proc/PID/limits</c>; null for none.</summary>
    internal static long? LimitIn(IEnumerable<string> limits)
    {
        const string label = "Max open files";
        string? line = limits.FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
        string? soft = line?[label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;
    }
}
