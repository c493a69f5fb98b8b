using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Session;

/// <summary>Where paths of cgroups come from. On the consumer's thread, which never waits for one, but for <see cref="Dispose"/>.</summary>
internal abstract class CgroupSource : IDisposable
{
    /// <summary>Whether there is something to hand out. Any thread.</summary>
    public virtual bool HasAnswers => false;

    /// <summary>The path of the cgroup of a thread; "" while it is not known.</summary>
    public abstract string PathOf(ThreadKey thread, ulong cgroupId);

    /// <summary>Takes the path of a cgroup of the v2 hierarchy from the kernel.</summary>
    public abstract void Take(ulong cgroupId, string path, CallAggregator aggregator);

    /// <summary>Hands the paths to the aggregator that were found out since the last call.</summary>
    public virtual void HandOut(CallAggregator aggregator)
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
