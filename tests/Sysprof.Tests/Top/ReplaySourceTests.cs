using Sysprof.Cli.Terminal;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>A recording, gone through by its keys.</summary>
public sealed class ReplaySourceTests : IDisposable
{
    private static readonly ScreenSize s_size = new(200, 40);

    private readonly RecordedWebServer _recorded = new(12);

    public void Dispose() => _recorded.Dispose();

    [Theory]
    [InlineData("syscall")]
    [InlineData("thread")]
    [InlineData("errno")]
    public async Task Gone_back_to_an_interval_looks_as_it_did(string by)
    {
        TopSession session = await PlayAsync(
            by, [.. Enumerable.Repeat(".", 11), .. Enumerable.Repeat(",", 11), "]]]]]]]]]]]]"]);

        Assert.Equal(24, session.Texts.Count);
        Assert.Equal(session.Texts.Take(12), session.Texts.Skip(11).Take(12).Reverse());
        Assert.Equal(session.Texts[11], session.Texts[23]);
        Assert.Equal(12, session.Texts.Take(12).Distinct().Count());
    }

    [Fact]
    public async Task Jumped_to_an_interval_looks_as_stepped_to_it()
    {
        using var recorded = new RecordedWebServer(40);
        TopSession jumped = await TopSession.ReplayAsync(recorded.File, s_size, [], "]", "]");
        TopSession stepped = await TopSession.ReplayAsync(recorded.File, s_size, [], "........");

        Assert.Equal(stepped.Last, jumped.Last);
        Assert.Contains("9 of 40 paused", jumped.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_within_the_recording()
    {
        TopSession session = await PlayAsync("syscall", ",", "]]]]]]]]]]]]]]]]", ".");

        Assert.Equal(session.Texts[0], session.Texts[1]);
        Assert.Contains("12 of 12 paused", session.Texts[2], StringComparison.Ordinal);
        Assert.Equal(session.Texts[2], session.Texts[3]);
    }

    [Fact]
    public async Task It_plays_as_long_as_the_intervals_were_and_stops_at_the_end()
    {
        TopSession session = await PlayAsync("syscall", "]]]]]]]]]", "p", "1s", "1s", "p");

        Assert.Equal(
            ["1 of 12 paused", "10 of 12 paused", "10 of 12 playing 1x", "11 of 12 playing 1x", "12 of 12 paused", "12 of 12 paused"],
            session.Texts.Select(Status));
    }

    [Fact]
    public async Task It_plays_faster_and_slower()
    {
        TopSession session = await PlayAsync("syscall", "p", "++", "0.25s", "0.25s", "---", "2s", "p");

        Assert.Equal(
            [
                "1 of 12 paused", "1 of 12 playing 1x", "1 of 12 playing 4x", "2 of 12 playing 4x", "3 of 12 playing 4x",
                "3 of 12 playing 0.5x", "4 of 12 playing 0.5x", "4 of 12 paused",
            ],
            session.Texts.Select(Status));
    }

    [Fact]
    public async Task Rates_are_by_the_time_that_an_interval_took()
    {
        TopSession session = await PlayAsync("syscall", "Tab", "]]]]]]]]]]]");

        // 1,012 calls in a second and a quarter.
        Assert.Contains("old32", session.Last, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^old32 .* 1,012 ", session.Texts[1]);
        Assert.Matches(@"(?m)^old32 .* 810 ", session.Last);
    }

    private Task<TopSession> PlayAsync(string by, params string[] steps) =>
        TopSession.ReplayAsync(_recorded.File, s_size, ["--by", by], steps);

    private static string Status(string text) => text.Split('\n')[0].Split("  ")[^1];
}
