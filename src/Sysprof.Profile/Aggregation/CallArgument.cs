using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Aggregation;

/// <summary>The argument that matters, out of what is kept of a call: of some calls that is two things in one word.</summary>
public static class CallArgument
{
    /// <summary>The argument itself; of futex, fcntl, ioctl and epoll_ctl the lower 16 bits of the operation or command.</summary>
    public static uint Kept(CallKey call, uint kept) => SyscallTable.For(call.Abi).Find(call.Number)
        is { CommandsDescriptor: true } or { ArgumentKind: ArgumentKind.FutexOperation }
        ? kept & 0xffff
        : kept;
}
