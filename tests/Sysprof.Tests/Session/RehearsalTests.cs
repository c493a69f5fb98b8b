using Sysprof.Kernel.Session;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Session;

/// <summary>The records of a rehearsal are accepted, whatever the session asks for.</summary>
public sealed class RehearsalTests
{
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    [InlineData(true, true, false)]
    public void They_are_counted_without_a_failure(bool descriptors, bool programs, bool times) => new Rehearsal(new SessionOptions
    {
        Target = new Target.Machine(),
        Calls = SyscallSet.Everything,
        Descriptors = descriptors,
        Programs = programs,
        Times = times,
    }).End();
}
