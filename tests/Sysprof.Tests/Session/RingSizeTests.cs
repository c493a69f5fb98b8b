using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Session;

public sealed class RingSizeTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 16)]
    [InlineData(3, 32)]
    [InlineData(4, 32)]
    [InlineData(8, 64)]
    [InlineData(512, 64)]
    public void The_default_follows_the_number_of_cpus_within_bounds(int cpus, int mebibytes) =>
        Assert.Equal(mebibytes << 20, RingSize.Checked(RingSize.DefaultBytes(cpus)));
}
