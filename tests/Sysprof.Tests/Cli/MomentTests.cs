using Sysprof.Cli.CommandLine;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Cli;

public class MomentTests
{
    private static readonly TimeZoneInfo East = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "", "");

    [Theory]
    [InlineData("0s", 0)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("23:59:30", 0)]
    [InlineData("23:59:31.25", 1.25)]
    [InlineData("00:00:10", 40)]
    [InlineData("23:59", -30)]
    [InlineData("2026-03-01T21:59:40Z", 10)]
    [InlineData("2026-03-01T23:59:40", 10)]
    [InlineData("2026-03-02T00:00:00+02:00", 30)]
    public void A_moment_is_found_on_the_clock_of_the_run(string text, double seconds)
    {
        RunInfo run = new FakeRun().Run with { Start = new DateTimeOffset(2026, 3, 1, 21, 59, 30, TimeSpan.Zero) };

        Assert.Equal(run.StartNs + (long)(seconds * 1e9), Moment.Parse("--from", text).ToNs(run, East));
    }

    [Theory]
    [InlineData("now")]
    [InlineData("5")]
    [InlineData("12:60")]
    [InlineData("2026-02-30T00:00:00Z")]
    public void Anything_else_is_refused(string text)
    {
        SysprofException error = Assert.Throws<SysprofException>(() => Moment.Parse("--from", text));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void A_range_must_not_end_before_it_begins()
    {
        var range = new MomentRange(Moment.Parse("--from", "5s"), Moment.Parse("--to", "5s"));

        SysprofException error = Assert.Throws<SysprofException>(() => range.ToNs(new FakeRun().Run, TimeZoneInfo.Utc));

        Assert.Equal("--to must be later than --from", error.Message);
    }
}
