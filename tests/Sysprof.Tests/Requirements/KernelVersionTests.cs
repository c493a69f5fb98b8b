using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Requirements;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.1.0-56-cloud-amd64", "6.1")]
    [InlineData("6.12.117+deb12-cloud-amd64", "6.12")]
    [InlineData("6.13-rc3", "6.13")]
    [InlineData("6.18+", "6.18")]
    [InlineData("6", null)]
    [InlineData("", null)]
    [InlineData("v6.1", null)]
    [InlineData("99999999999.1", null)]
    public void Versions_are_read_as_uname_writes_them(string release, string? version) =>
        Assert.Equal(version, KernelVersion.Parse(release)?.ToString());
}
