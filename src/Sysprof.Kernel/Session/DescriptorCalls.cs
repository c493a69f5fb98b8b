using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Kernel.Session;

/// <summary>Which calls make descriptors, or change what one refers to.</summary>
internal static class DescriptorCalls
{
    /// <summary>Which descriptors a call does that to; null when to none.</summary>
    public static DescriptorCall? Of(CallKey key) => SyscallTable.For(key.Abi).Find(key.Number) switch
    {
        { Name: "accept" or "accept4" } => DescriptorCall.Accepted,
        { Name: "fcntl" or "fcntl64" } => DescriptorCall.Duplicated,
        { Name: "pipe" or "pipe2" } => DescriptorCall.Pair,
        { Name: "socketpair" } => DescriptorCall.SocketPair,
        { Name: "bind" or "listen" } => DescriptorCall.Named,
        { Name: "connect" } => DescriptorCall.Connected,
        // Control messages are laid out differently for programs of 32 bits.
        { Name: "recvmsg" } when key.Abi is SyscallAbi.X64 or SyscallAbi.Arm64 => DescriptorCall.Received,
        { Name: "socketcall" } => DescriptorCall.Multiplexed,
        { OpensDescriptor: true } => DescriptorCall.Result,
        _ => null,
    };
}
