using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Session;

public sealed class TimeNamespaceTests
{
    [Theory]
    [InlineData("monotonic           0         0\nboottime            0         0\n", 0)]
    [InlineData("monotonic        -500         0\nboottime          100         0\n", -500_000_000_000)]
    [InlineData("boottime            7         8\nmonotonic      100000 999999999\n", 100_000_999_999_999)]
    [InlineData("monotonic        -501 500000000\n", -500_500_000_000)]
    [InlineData("1 3 4\n7 5 6\n", 3_000_000_004)]
    public void The_offset_is_that_of_the_monotonic_clock(string offsets, long ns) =>
        Assert.Equal(ns, TimeNamespace.MonotonicOffsetNs(offsets));

    [Theory]
    [InlineData("")]
    [InlineData("boottime 1 2\n")]
    [InlineData("monotonic\n")]
    [InlineData("monotonic x y\n")]
    public void What_is_not_understood_is_no_zero(string offsets) =>
        Assert.Throws<FormatException>(() => TimeNamespace.MonotonicOffsetNs(offsets));

    [Fact]
    public void Here_it_is_what_the_kernel_says() =>
        Assert.Equal(TimeNamespace.MonotonicOffsetNs(File.ReadAllText("/proc/self/timens_offsets")), TimeNamespace.MonotonicOffsetNs());
}
