using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

public sealed class UnresolvedTests
{
    [Theory]
    [InlineData("cgroup paths", 1, "cgroup path")]
    [InlineData("cgroup paths", 2, "cgroup paths")]
    [InlineData("programs (too many questions)", 1, "program (too many questions)")]
    [InlineData("programs (too many questions)", 1009, "programs (too many questions)")]
    public void What_is_counted_is_in_the_number_of_the_count(string what, long count, string counted) =>
        Assert.Equal(counted, new Unresolved(what, count).CountedWhat);
}
