using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Aggregation;

internal sealed class EverybodyIsMember : ThreadDirectory
{
    public override bool IsMember(ThreadKey thread, string comm, string process) => true;

    public override string CgroupPath(ThreadKey thread, ulong cgroupId) => "/";
}
