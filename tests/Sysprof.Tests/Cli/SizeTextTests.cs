using Sysprof.Cli.CommandLine;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

public class SizeTextTests
{
    [Theory]
    [InlineData("65536", 65_536)]
    [InlineData("512K", 512 * 1024)]
    [InlineData("16M", 16 * 1024 * 1024)]
    [InlineData("16m", 16 * 1024 * 1024)]
    [InlineData("1G", 1024 * 1024 * 1024)]
    public void Powers_of_two_are_sizes_of_rings(string text, int bytes) =>
        Assert.Equal(bytes, SizeText.ParseRing("--ring-size", text));

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-16M")]
    [InlineData("16MB")]
    [InlineData("0")]
    [InlineData("2K")]
    [InlineData("3M")]
    [InlineData("2G")]
    [InlineData("9223372036854775807G")]
    public void Anything_else_is_refused(string text)
    {
        SysprofException error = Assert.Throws<SysprofException>(() => SizeText.ParseRing("--ring-size", text));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }
}
