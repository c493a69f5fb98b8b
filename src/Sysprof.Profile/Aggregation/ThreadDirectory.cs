using System.Runtime.InteropServices;
using System.Text;
using CommunityToolkit.HighPerformance.Buffers;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Aggregation;

/// <summary>What the aggregator asks about a thread it has not met under this name.</summary>
public abstract class ThreadDirectory
{
    /// <summary>Whether a thread with these names is in the target.</summary>
    public abstract bool IsMember(ThreadKey thread, string comm, string process);

    /// <summary>
    /// The path of a thread's cgroup, "" where it is not known yet: <see cref="CallAggregator"/> is told when it is. Does not wait.
    /// </summary>
    public abstract string CgroupPath(ThreadKey thread, ulong cgroupId);

    /// <summary>The sender of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="before">The thread as it was described before; null for a new one.</param>
    internal ThreadInfo Describe(in ThreadBatch batch, ThreadInfo? before = null) => new(
        batch.Thread,
        Text(batch.Comm),
        Text(batch.Process),
        batch.CgroupId,
        before is { Cgroup.Length: > 0 } && before.CgroupId == batch.CgroupId
            ? before.Cgroup
            : CgroupPath(batch.Thread, batch.CgroupId));

    private static string Text(UInt128 name)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in name));
        int end = bytes.IndexOf((byte)0);
        return StringPool.Shared.GetOrAdd(end < 0 ? bytes : bytes[..end], Encoding.UTF8);
    }
}
