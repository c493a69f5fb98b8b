namespace Sysprof.Kernel.Requirements;

/// <summary>Which cgroup hierarchies are mounted.</summary>
/// <param name="Unified">Where the v2 hierarchy is, or null.</param>
/// <param name="UnifiedRoot">Which of its directories is mounted there: "/" but for bind mounts and containers.</param>
/// <param name="HasLegacy">Whether controllers are in v1 hierarchies.</param>
internal readonly record struct CgroupMounts(string? Unified, string? UnifiedRoot, bool HasLegacy)
{
    /// <summary>Those of our mount namespace.</summary>
    public static CgroupMounts Read() => Parse(File.ReadLines("/proc/self/mountinfo"));

    /// <summary>Reads the lines of /proc/self/mountinfo (proc(5)).</summary>
    public static CgroupMounts Parse(IEnumerable<string> mountInfo)
    {
        (string? unified, string? root) = (null, null);
        bool hasLegacy = false;
        foreach (string line in mountInfo)
        {
            // Root and mount point are the fourth and fifth fields; the type follows a lone dash.
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash > 4 && dash + 1 < fields.Length)
            {
                if (unified is null && fields[dash + 1] == "cgroup2")
                {
                    (root, unified) = (fields[3], fields[4]);
                }

                hasLegacy |= fields[dash + 1] == "cgroup";
            }
        }

        return new CgroupMounts(unified, root, hasLegacy);
    }
}
