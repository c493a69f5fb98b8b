using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Aggregation;

/// <summary>Everybody is a member, as when the machine is traced.</summary>
internal sealed class OpenDirectory : ThreadDirectory
{
    public override bool IsMember(ThreadKey thread, string comm, string process) => true;

    public override string CgroupPath(ThreadKey thread, ulong cgroupId) => "/system.slice/server.service";
}
