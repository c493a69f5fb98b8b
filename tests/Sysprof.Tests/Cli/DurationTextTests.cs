using Sysprof.Cli.CommandLine;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

public class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    [InlineData("240000h", 864_000_000_000)]
    public void Numbers_with_units_are_durations(string text, double milliseconds) =>
        Assert.Equal(milliseconds, DurationText.Parse("-d", text).TotalMilliseconds);

    [Theory]
    [InlineData("", "is not a duration")]
    [InlineData("s", "is not a duration")]
    [InlineData("5 s", "is not a duration")]
    [InlineData("5S", "is not a duration")]
    [InlineData("1,5s", "is not a duration")]
    [InlineData("1e3s", "is not a duration")]
    [InlineData("NaNs", "is not a duration")]
    [InlineData("\u221es", "is not a duration")]
    [InlineData("1m30s", "is not a duration")]
    [InlineData("5", "has no unit")]
    [InlineData("-1s", "must be longer than zero")]
    [InlineData("-5", "must be longer than zero")]
    [InlineData("240001h", "is too long; the longest is 240000h")]
    [InlineData("99999999999999999999999999h", "is too long")]
    public void Anything_else_is_refused_with_the_reason(string text, string reason)
    {
        SysprofException error = Assert.Throws<SysprofException>(() => DurationText.Parse("-d", text));

        Assert.StartsWith($"-d '{text}': {reason}", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Theory]
    [InlineData("500ms", "500ms")]
    [InlineData("90s", "90s")]
    [InlineData("120s", "2m")]
    [InlineData("150m", "2.5h")]
    public void Durations_are_shown_as_they_are_read(string text, string shown) =>
        Assert.Equal(shown, DurationText.Format(DurationText.Parse("-d", text)));
}
