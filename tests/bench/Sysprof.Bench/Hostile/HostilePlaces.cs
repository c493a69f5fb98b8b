using Sysprof.Kernel.Requirements;

namespace Sysprof.Bench.Hostile;

/// <summary>Where a scenario may make files and cgroups; gone with it.</summary>
internal sealed class HostilePlaces : IDisposable
{
    private static int s_made;

    /// <summary>The mount point of the v2 hierarchy; null where there is none.</summary>
    public static string? CgroupMount { get; } = CgroupMounts.Parse(File.ReadLines("/proc/self/mountinfo")).Unified;

    /// <summary>An empty directory on a disk or in memory.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("sysprof-bench-").FullName;

    /// <summary>The directory of a cgroup that is not there: who makes it removes it.</summary>
    public string Cgroup => CgroupMount + CgroupPath;

    /// <summary>The same below the mount point.</summary>
    public string CgroupPath { get; } = $"/sysprof-bench-{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}";

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
