using Sysprof.Profile.Model;

namespace Sysprof.Bench;

/// <summary>The run of what was never run: synthetic threads.</summary>
internal static class NoRun
{
    public static readonly RunInfo Info = new()
    {
        Host = "",
        Kernel = "",
        Architecture = "",
        Start = default,
        StartNs = 0,
        Target = "",
        Syscalls = "",
        NsPerCall = 0,
        Version = "",
    };
}
