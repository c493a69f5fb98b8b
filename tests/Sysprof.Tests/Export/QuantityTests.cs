using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Export;
using Xunit;

namespace Sysprof.Tests.Export;

public class QuantityTests
{
    [Theory]
    [InlineData(0, "0ns")]
    [InlineData(417, "417ns")]
    [InlineData(999, "999ns")]
    [InlineData(1_000, "1.00µs")]
    [InlineData(45_613, "45.6µs")]
    [InlineData(999_499, "999µs")]
    [InlineData(999_500, "1.00ms")]
    [InlineData(1_230_417, "1.23ms")]
    [InlineData(9_994_999, "9.99ms")]
    [InlineData(9_996_000, "10.0ms")]
    [InlineData(999_500_000, "1.00s")]
    [InlineData(12_300_000_000, "12.3s")]
    [InlineData(59_400_000_000, "59.4s")]
    [InlineData(59_600_000_000, "1m00s")]
    [InlineData(83_000_000_000, "1m23s")]
    [InlineData(3_720_000_000_000, "1h02m")]
    [InlineData(273_600_000_000_000, "3d04h")]
    [InlineData(86_400_000_000_000_000, "1000d")]
    public void Durations_have_three_digits(long ns, string text) => Assert.Equal(text, Quantity.Duration(ns));

    [Fact]
    public void Durations_fit_six_columns() => Prop.ForAll(Gen.Choose(0, 62).ToArbitrary(), bits =>
        new[] { (1L << bits) - 1, 1L << bits, (1L << bits) / 3 * 2 }.All(ns => Quantity.Duration(ns).Length <= 6))
        .Verify();

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "0.98KiB")]
    [InlineData(4096, "4.00KiB")]
    [InlineData(4_132_864, "3.94MiB")]
    [InlineData(long.MaxValue, "8.00EiB")]
    public void Bytes_have_three_digits(long bytes, string text) => Assert.Equal(text, Quantity.Bytes(bytes));

    [Theory]
    [InlineData(1, "100%")]
    [InlineData(0.012, "1.2%")]
    [InlineData(0.0003, "0.03%")]
    [InlineData(0, "0%")]
    public void Shares_are_percentages(double share, string text) => Assert.Equal(text, Quantity.Percent(share));
}
