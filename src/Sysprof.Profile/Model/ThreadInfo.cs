namespace Sysprof.Profile.Model;

/// <summary>A thread and what it was called when it last reported.</summary>
/// <param name="Key">Which thread.</param>
/// <param name="Comm">The thread's name; any bytes the program chose, decoded as UTF-8 with replacement.</param>
/// <param name="Process">The name of the thread group's leader.</param>
/// <param name="CgroupId">Id of its cgroup in the v2 hierarchy; 1 is the root.</param>
/// <param name="Cgroup">Path of that cgroup below the mount point, "/" for the root, "" where it is not known.</param>
public sealed record ThreadInfo(ThreadKey Key, string Comm, string Process, ulong CgroupId, string Cgroup)
{
    /// <summary>
    /// What its process runs. Null when that was not looked at: nobody asked, or the process was gone before anybody could.
    /// </summary>
    public ProgramInfo? Program { get; init; }
}
