using System.Globalization;
using System.Runtime.InteropServices;
using Sysprof.Kernel.Libbpf;

namespace Sysprof.Kernel.Requirements;

/// <summary>Which libbpf.so.1 there is.</summary>
public static class LibbpfVersion
{
    /// <summary>The oldest that has every function we import.</summary>
    internal static Version Oldest { get; } = new(1, 1);

    /// <summary>What the library calls itself, such as "v1.1"; null when it cannot be loaded.</summary>
    public static unsafe string? Ask()
    {
        try
        {
            return Marshal.PtrToStringUTF8((nint)LibBpf.libbpf_version_string());
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>"v1.5" and "1.5.0-dev" are 1.5; null for anything else.</summary>
    internal static Version? Parse(string text)
    {
        string[] parts = text.TrimStart('v').Split('.', '-');
        return parts.Length >= 2 &&
            int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major) &&
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
                ? new Version(major, minor)
                : null;
    }
}
