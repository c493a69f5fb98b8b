using Sysprof.Kernel.Session;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Session;

public sealed class DescriptorCallsTests
{
    [Theory]
    [InlineData("openat", DescriptorCall.Result)]
    [InlineData("dup2", DescriptorCall.Result)]
    [InlineData("socket", DescriptorCall.Result)]
    [InlineData("pidfd_getfd", DescriptorCall.Result)]
    [InlineData("accept4", DescriptorCall.Accepted)]
    [InlineData("fcntl", DescriptorCall.Duplicated)]
    [InlineData("pipe2", DescriptorCall.Pair)]
    [InlineData("socketpair", DescriptorCall.SocketPair)]
    [InlineData("listen", DescriptorCall.Named)]
    [InlineData("connect", DescriptorCall.Connected)]
    [InlineData("recvmsg", DescriptorCall.Received)]
    internal void A_call_is_known_by_what_it_makes(string name, DescriptorCall call)
    {
        _ = SyscallTable.For(SyscallAbi.X64).TryNumber(name, out int number);

        Assert.Equal(call, DescriptorCalls.Of(new CallKey(SyscallAbi.X64, number)));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("close")]
    [InlineData("getppid")]
    [InlineData("epoll_ctl")]
    public void Most_calls_make_none(string name)
    {
        _ = SyscallTable.For(SyscallAbi.X64).TryNumber(name, out int number);

        Assert.Null(DescriptorCalls.Of(new CallKey(SyscallAbi.X64, number)));
    }

    [Fact]
    public void Control_messages_of_32_bits_are_not_looked_at()
    {
        _ = SyscallTable.For(SyscallAbi.Ia32).TryNumber("recvmsg", out int number);

        Assert.Null(DescriptorCalls.Of(new CallKey(SyscallAbi.Ia32, number)));
    }
}
