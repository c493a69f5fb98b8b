using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Session;

/// <summary>What of dropping capabilities can be tested without doing it.</summary>
public sealed class PrivilegesTests
{
    [Theory]
    [InlineData("6.1.0-18-amd64\n", "2\n", true)]
    [InlineData("5.19.0\n", "1\n", true)]
    [InlineData("5.18.19\n", "2\n", false)]
    [InlineData("5.15.0-94-generic\n", "0\n", true)]
    [InlineData("7.0-rc1\n", "2\n", true)]
    public void Old_kernels_close_open_maps_to_those_without(string release, string disabled, bool open) =>
        Assert.Equal(open, Privileges.MapsStayOpen(release, disabled));
}
