using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What the aggregator asks about a thread it has not met under this name.</summary>
public abstract class ThreadDirectory
{
    /// <summary>Whether a thread with these names is in the target.</summary>
    public abstract bool IsMember(ThreadKey thread, string comm, string process);

    /// <summary>The path of a thread's cgroup, "" where it is not known.</summary>
    public abstract string CgroupPath(ThreadKey thread, ulong cgroupId);
}
