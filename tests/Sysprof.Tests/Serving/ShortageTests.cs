using System.ComponentModel;
using System.Net.Sockets;
using Sysprof.Cli.Running;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class ShortageTests
{
    public static TheoryData<Exception, bool, bool> Errors => new()
    {
        { new Win32Exception(24), true, true },
        { new Win32Exception(23), true, true },
        { new Win32Exception(12), true, false },
        { new Win32Exception(1), false, false },
        { new IOException("too many open files", 24), true, true },
        { new IOException("no space left", 28), false, false },
        { new FileNotFoundException(), false, false },
        { new SocketException((int)SocketError.TooManyOpenSockets), true, true },
        { new SocketException((int)SocketError.NoBufferSpaceAvailable), true, false },
        { new SocketException((int)SocketError.ConnectionReset), false, false },
        { new InvalidDataException("broken"), false, false },
        { new SysprofException("taking an interval", inner: new Win32Exception(24)), true, true },
        { new SysprofException("taking an interval"), false, false },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void It_is_told_from_what_does_not_pass(Exception error, bool isOne, bool isOfDescriptors) =>
        Assert.Equal((isOne, isOfDescriptors), (Shortage.IsCauseOf(error), Shortage.IsOfDescriptors(error)));
}
