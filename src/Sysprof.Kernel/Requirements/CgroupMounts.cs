namespace Sysprof.Kernel.Requirements;

/// <summary>Which cgroup hierarchies are mounted.</summary>
/// <param name="Unified">Where the v2 hierarchy is, or null.</param>
/// <param name="HasLegacy">Whether controllers are in v1 hierarchies.</param>
internal readonly record struct CgroupMounts(string? Unified, bool HasLegacy)
{
    /// <summary>Reads the lines of /proc/self/mountinfo (proc(5)).</summary>
    public static CgroupMounts Parse(IEnumerable<string> mountInfo)
    {
        string? unified = null;
        bool hasLegacy = false;
        foreach (string line in mountInfo)
        {
            // The mount point is the fifth field; the type follows a lone dash.
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash > 4 && dash + 1 < fields.Length)
            {
                unified ??= fields[dash + 1] == "cgroup2" ? fields[4] : null;
                hasLegacy |= fields[dash + 1] == "cgroup";
            }
        }

        return new CgroupMounts(unified, hasLegacy);
    }
}
