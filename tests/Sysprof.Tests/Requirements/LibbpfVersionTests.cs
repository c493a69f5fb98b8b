using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Requirements;

public sealed class LibbpfVersionTests
{
    [Theory]
    [InlineData("v1.1", "1.1")]
    [InlineData("v1.5", "1.5")]
    [InlineData("1.4.7", "1.4")]
    [InlineData("v0.8-dev", "0.8")]
    [InlineData("", null)]
    [InlineData("v", null)]
    [InlineData("git", null)]
    [InlineData("v1", null)]
    public void Versions_are_read_as_libbpf_writes_them(string text, string? version) =>
        Assert.Equal(version, LibbpfVersion.Parse(text)?.ToString());

    [Fact]
    public void The_installed_one_is_new_enough() =>
        Assert.True(LibbpfVersion.Parse(LibbpfVersion.Ask()!) >= LibbpfVersion.Oldest);
}
