using System.Reflection;
using System.Runtime.InteropServices;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>What stays the same over a run on this machine.</summary>
internal static class RunDescription
{
    /// <summary>The description of a run that begins now.</summary>
    /// <param name="options">What is traced.</param>
    /// <param name="target">The target as it was looked up.</param>
    /// <param name="ringBytes">The size of the ring.</param>
    /// <param name="startNs">When it began, CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="nsPerCall">What tracing adds to a call, in nanoseconds.</param>
    public static RunInfo Of(SessionOptions options, ResolvedTarget target, int ringBytes, long startNs, double nsPerCall) => new()
    {
        Host = Environment.MachineName,
        Kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        Architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64",
        Start = DateTimeOffset.Now,
        StartNs = startNs,
        Target = target.Words,
        Syscalls = options.Calls.ToString(),
        NsPerCall = nsPerCall,
        MaxOverhead = options.MaxOverhead ?? 0,
        RingBytes = ringBytes,
        Version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "",
    };
}
