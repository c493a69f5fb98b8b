using Sysprof.Kernel.Native;
using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Session;

public sealed class KernelProgramsTests
{
    private const string Verifier = "libbpf: prog 'visit_task': -- BEGIN PROG LOAD LOG --\nR2 unbounded memory access\n-- END PROG LOAD LOG --";

    [Theory]
    [InlineData(Errno.NotPermitted, "", true)]
    [InlineData(Errno.NotPermitted, Verifier, true)]
    [InlineData(Errno.AccessDenied, "libbpf: map 'events': failed to create: Permission denied(-13)", true)]
    [InlineData(Errno.AccessDenied, Verifier, false)]
    [InlineData(Errno.NoMemory, "", false)]
    public void Programs_that_the_verifier_refuses_are_not_for_want_of_permission(int error, string words, bool permission) =>
        Assert.Equal(permission, KernelPrograms.IsWantOfPermission(error, words));
}
