using System.Text.RegularExpressions;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>Every key that the help names, pressed.</summary>
public sealed partial class TopKeysTests : IDisposable
{
    // Room for three rows of the table.
    private static readonly ScreenSize s_small = new(200, 8);
    private static readonly ScreenSize s_large = new(200, 40);

    private readonly RecordedWebServer _recorded = new(40);

    public static TheoryData<string> KeysOfARecording => Names([.. TopKeys.Everywhere, .. TopKeys.Replay]);

    public static TheoryData<string> KeysOfARun => Names(TopKeys.Live);

    public void Dispose() => _recorded.Dispose();

    [Fact]
    public void No_key_is_bound_twice_in_a_recording() =>
        AssertDistinct([.. TopKeys.Everywhere, .. TopKeys.Replay]);

    [Fact]
    public void No_key_is_bound_twice_in_a_run() => AssertDistinct([.. TopKeys.Everywhere, .. TopKeys.Live]);

    [Fact]
    public async Task The_help_names_every_key_of_a_recording()
    {
        TopSession session = await TopSession.ReplayAsync(_recorded.File, s_large, [], "?");
        Assert.All(
            TopKeys.Everywhere.Concat(TopKeys.Replay),
            binding => Assert.Matches($@"(?m)^{Regex.Escape(binding.Names)}\s+{Regex.Escape(binding.Meaning)}$", session.Last));
    }

    [Fact]
    public async Task The_help_names_every_key_of_a_run()
    {
        var session = new TopSession { Size = s_large, Run = new FakeRun() };
        await session.PlayAsync([], "1s", "?");
        Assert.All(
            TopKeys.Everywhere.Concat(TopKeys.Live),
            binding => Assert.Matches($@"(?m)^{Regex.Escape(binding.Names)}\s+{Regex.Escape(binding.Meaning)}$", session.Last));
    }

    /// <summary>What a key does to the screen. The row under the cursor, the sorted column and the like are read from it.</summary>
    [Theory]
    [MemberData(nameof(KeysOfARecording))]
    public async Task A_key_does_in_a_recording_what_the_help_says(string key)
    {
        TopAction action = ActionOf(key, TopKeys.Replay);
        switch (action)
        {
            case TopAction.Help:
                Assert.Contains("this help", await TextAfterAsync(key), StringComparison.Ordinal);
                Assert.DoesNotContain("this help", await TextAfterAsync(key, key), StringComparison.Ordinal);
                break;
            case TopAction.Quit:
                Assert.Single((await SmallAsync(key)).Frames);
                break;
            case TopAction.Up:
                await AssertCursorAsync(1, "Down", "Down", key);
                break;
            case TopAction.Down:
                await AssertCursorAsync(2, "Down", key);
                break;
            case TopAction.PageUp:
                await AssertCursorAsync(1, "Down", "Down", "Down", "Down", key);
                break;
            case TopAction.PageDown:
                await AssertCursorAsync(4, "Down", key);
                break;
            case TopAction.First:
                await AssertCursorAsync(0, "Down", "Down", key);
                break;
            case TopAction.Last:
                await AssertCursorAsync((await NamesAsync()).Length - 1, key);
                break;
            case TopAction.Open:
                Assert.Contains($"the machine › {(await NamesAsync())[1]}", await TextAfterAsync("Down", key), StringComparison.Ordinal);
                break;
            case TopAction.Back:
                await AssertCursorAsync(1, "Down", "Enter", key);
                break;
            case TopAction.NextTable:
                Assert.Equal("processes", Tab(await SmallAsync(key)));
                Assert.Equal("calls", Tab(await SmallAsync([.. TopTables.Tabs.Select(_ => key)])));
                break;
            case TopAction.PreviousTable:
                Assert.Equal("findings", Tab(await SmallAsync(key)));
                Assert.Equal("calls", Tab(await SmallAsync([.. TopTables.Tabs.Select(_ => key)])));
                break;
            case TopAction.Findings:
                Assert.Equal("findings", Tab(await SmallAsync(key)));
                Assert.Equal("findings", Tab(await SmallAsync("Enter", key)));
                break;
            default:
                await AssertOrderOrSourceAsync(action, key);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(KeysOfARun))]
    public async Task A_key_does_in_a_run_what_the_help_says(string key) => Assert.Contains(
        ActionOf(key, TopKeys.Live) switch
        {
            TopAction.Pause => "0:00:01  PAUSED",
            TopAction.Longer => "0:00:01  every 2s",
            _ => "0:00:01  every 500ms",
        },
        (await LiveAsync("1s", key)).Last,
        StringComparison.Ordinal);

    [Fact]
    public async Task What_is_paused_stays_as_it_is_until_it_goes_on()
    {
        TopSession session = await LiveAsync("1s", "p", "1s", "1s", "p", "1s");

        Assert.Contains("0:00:01  PAUSED", session.Texts[2], StringComparison.Ordinal);
        Assert.Equal(session.Texts[2], session.Texts[3]);
        Assert.Equal(session.Texts[2], session.Texts[4]);
        Assert.Contains("0:00:04  every 1s", session.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intervals_have_a_longest_and_a_shortest()
    {
        TopSession session = await LiveAsync("1s", "++++++++", "--------------------");

        Assert.Contains("every 60s", session.Texts[2], StringComparison.Ordinal);
        Assert.Contains("every 100ms", session.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sorted_twice_by_the_same_column_the_order_turns_around()
    {
        TopSession session = await SmallAsync("2", "2", "2");

        Assert.Contains("calls/s▼", session.Texts[1], StringComparison.Ordinal);
        Assert.Contains("calls/s▲", session.Texts[2], StringComparison.Ordinal);
        Assert.Contains("calls/s▼", session.Texts[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escape_takes_the_filter_away_and_Enter_keeps_it()
    {
        TopSession session = await SmallAsync("f", "^read$", "Enter", "f", "Esc");

        Assert.Contains("1-1 of 1", session.Texts[3], StringComparison.Ordinal);
        Assert.Contains("filter: ^read$", session.Texts[3], StringComparison.Ordinal);
        Assert.DoesNotContain("filter:", session.Last, StringComparison.Ordinal);
        Assert.Equal((await NamesAsync()).Length, CountOfRows(session.Last));
    }

    [Fact]
    public async Task What_is_typed_can_be_corrected()
    {
        TopSession session = await SmallAsync("f", "readx", "Backspace", "\u0015", "Backspace", "wri");

        Assert.Contains("filter: read_", session.Texts[3], StringComparison.Ordinal);
        Assert.Contains("filter: _", session.Texts[4], StringComparison.Ordinal);
        Assert.Contains("filter: wri_", session.Last, StringComparison.Ordinal);
    }

    private async Task AssertOrderOrSourceAsync(TopAction action, string key)
    {
        // Lost calls are seen from the eighth interval on; the second step begins to play.
        string after = await TextAfterAsync(action switch
        {
            TopAction.Longer or TopAction.Shorter => ["p", key],
            TopAction.StepBack or TopAction.JumpBack => ["]]", key],
            TopAction.Clear => ["]]", key],
            TopAction.SearchNext => ["/e\r", key],
            _ => [key],
        });
        string expected = action switch
        {
            TopAction.SortNext => TitleAfter(+1) + "▼",
            TopAction.SortPrevious => TitleAfter(-1) + "▼",
            TopAction.SortByNumber => TitleAt((key[0] - '0' + 9) % 10) is var title and not "busy" ? title + "▼" : "busy▲",
            TopAction.Invert => "busy▲",
            TopAction.CountIdle => "time▼",
            TopAction.Filter => "filter: _",
            TopAction.Search => "/_",
            TopAction.SearchNext => "",
            TopAction.Pause => "1 of 40 playing",
            TopAction.Longer => "1 of 40 playing 0.5x",
            TopAction.Shorter => "1 of 40 playing 2x",
            TopAction.StepBack => "8 of 40 paused",
            TopAction.StepForward => "2 of 40 paused",
            TopAction.JumpBack => "5 of 40 paused",
            TopAction.JumpForward => "5 of 40 paused",
            TopAction.Clear => "lost 0",
            _ => throw new InvalidOperationException($"nothing is known of {action}"),
        };
        Assert.Contains(expected, after, StringComparison.Ordinal);
        if (action == TopAction.SearchNext)
        {
            string[] found = [.. (await NamesAsync()).Where(name => name.Contains('e', StringComparison.Ordinal))];
            Assert.Equal(found[1], Cursor((await SmallAsync("/e\r", key)).Frames[^1]));
        }
    }

    private static string TitleAt(int column) => Shown[column].Title;

    /// <summary>The columns that are shown at first.</summary>
    private static ITopColumn[] Shown =>
        [.. TopTables.All[TopTables.Calls].Columns.Where(column => column.CountsIdle != true)];

    private static string TitleAfter(int step)
    {
        ITopTable table = TopTables.All[TopTables.Calls];
        int sorted = Shown.TakeWhile(column => column.Sort != table.DefaultSort).Count();
        return Shown[sorted + step].Title;
    }

    private async Task AssertCursorAsync(int row, params string[] steps) =>
        Assert.Equal((await NamesAsync())[row], Cursor((await SmallAsync(steps)).Frames[^1]));

    /// <summary>The calls in the order of their rows.</summary>
    private async Task<string[]> NamesAsync()
    {
        string[] lines = (await TopSession.ReplayAsync(_recorded.File, s_large, [])).Last.Split('\n');
        int head = Array.FindIndex(lines, line => line.StartsWith("syscall", StringComparison.Ordinal));
        return [.. lines.Skip(head + 1).TakeWhile(line => line.Length > 0).Select(line => line.Split(' ')[0])];
    }

    private async Task<string> TextAfterAsync(params string[] steps) => (await SmallAsync(steps)).Last;

    private Task<TopSession> SmallAsync(params string[] steps) => TopSession.ReplayAsync(_recorded.File, s_small, [], steps);

    private static async Task<TopSession> LiveAsync(params string[] steps)
    {
        var session = new TopSession { Run = new FakeRun { Script = second => WebServer.Interval(second), Run = WebServer.Run } };
        await session.PlayAsync([], steps);
        return session;
    }

    private static int CountOfRows(string text) => int.Parse(Rows().Match(text).Groups[1].ValueSpan);

    /// <summary>The first word of the row under the cursor, which is drawn inverse.</summary>
    private static string Cursor(IEnumerable<string> frame) =>
        Assert.Single(frame, line => line.StartsWith("\e[7m", StringComparison.Ordinal))[4..].Split(' ')[0];

    /// <summary>The table that is shown: its tab is inverse and bold.</summary>
    private static string Tab(TopSession session) => Inverse().Match(string.Concat(session.Frames[^1])).Groups[1].Value;

    private static TopAction ActionOf(string key, IReadOnlyList<KeyBinding> ofSource) =>
        TopKeys.Everywhere.Concat(ofSource).First(binding => NamesOf(binding).Contains(key)).Action;

    private static void AssertDistinct(IReadOnlyList<KeyBinding> bindings)
    {
        string[] names = [.. bindings.SelectMany(NamesOf)];
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(bindings.Select(binding => binding.Action).Distinct(), bindings.Select(binding => binding.Action));
    }

    private static TheoryData<string> Names(IReadOnlyList<KeyBinding> bindings) => [.. bindings.SelectMany(NamesOf)];

    /// <summary>The keys of a binding; "1 ... 9 0" stands for all digits.</summary>
    private static IEnumerable<string> NamesOf(KeyBinding binding) => binding.Names.Contains("...", StringComparison.Ordinal)
        ? "1234567890".Select(digit => digit.ToString())
        : binding.Names.Split(' ');

    [GeneratedRegex(@"-\d+ of (\d+)\s*$")]
    private static partial Regex Rows();

    [GeneratedRegex(@"\e\[1;7m(\w+)")]
    private static partial Regex Inverse();
}
