using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>What is read from the argument that is kept of a call, and from its result.</summary>
public sealed class CallTraitsTests
{
    private const uint Private = 0x80; // FUTEX_PRIVATE_FLAG
    private const uint HasTimeout = 1u << 31;

    [Theory]
    [InlineData("futex", 0 | Private | 2 << 16, 0, "WAIT,lock")]
    [InlineData("futex", 0 | Private | 1 << 16, 0, "WAIT")]
    [InlineData("futex", 9 | Private | HasTimeout, -110, "WAIT_BITSET,timeout")]
    [InlineData("futex", 1 | Private | 2 << 16, 1, "WAKE")]
    [InlineData("fcntl", 7 << 16 | 3, 0, "F_GETFL")]
    [InlineData("ioctl", 0xffffu << 16 | 0x5401, 0, "TCGETS")]
    [InlineData("socket", 10, 3, "inet6")]
    [InlineData("epoll_wait", 100, 0, "nothing")]
    [InlineData("poll", 100, 2, "ready")]
    [InlineData("select", 0, -4, "failed")]
    [InlineData("getppid", 7, 7, "")]
    public void What_a_call_was_asked_to_do(string call, uint argument, int result, string text)
    {
        (CallKey key, CallTraits traits) = TraitsOf(call);
        Assert.Equal(text, OperationText.Of(key, traits.OperationOf(argument, result)));
    }

    [Theory]
    [InlineData("read", 7, 512, 7)]
    [InlineData("read", 7, -9, -1)] // EBADF
    [InlineData("openat", 0xffffff9c, 5, 5)] // AT_FDCWD
    [InlineData("openat", 0xffffff9c, -2, -1)]
    [InlineData("fcntl", 7 << 16 | 3, 0, 7)]
    [InlineData("ioctl", 0xffffu << 16 | 0x5401, 0, -1)]
    [InlineData("accept4", 4, 9, 4)]
    [InlineData("epoll_wait", 100, 1, -1)]
    [InlineData("close_range", 3, 0, -1)]
    [InlineData("futex", 7 << 16, 0, -1)]
    public void Which_descriptor_it_was_made_on(string call, uint argument, int result, int descriptor) =>
        Assert.Equal(descriptor, TraitsOf(call).Traits.DescriptorOf(argument, result));

    private static (CallKey Key, CallTraits Traits) TraitsOf(string call)
    {
        Assert.True(SyscallTable.For(SyscallAbi.X64).TryNumber(call, out int number));
        SyscallInfo known = SyscallTable.For(SyscallAbi.X64).Find(number)!;
        return (new CallKey(SyscallAbi.X64, number), CallTraits.Of(known, withOperations: true, withDescriptors: true));
    }
}
