using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary><c>sysprof top</c> in a real terminal, on a redis under load: what is on the screen, and what keys do.</summary>
public sealed partial class TopScreenTests : IAsyncLifetime
{
    private static readonly string[] s_headerWords = ["calls/s", "errors/s", "threads", "lost", "cost"];
    private static readonly string[] s_tabs = ["calls", "processes", "threads", "pools", "errors"];
    private static readonly string[] s_serverCalls = ["epoll_wait", "read", "write"];

    private RedisLoad? _redis;

    public TopScreenTests() => SysprofProgram.RequireRoot();

    public async ValueTask InitializeAsync() => _redis = await RedisLoad.StartAsync();

    public ValueTask DisposeAsync()
    {
        _redis?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    public async Task The_header_and_the_calls_of_the_server_are_on_the_screen(int columns, int rows)
    {
        using TmuxTerminal terminal = Top("", columns, rows);

        string screen = await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");

        AssertFits(terminal, screen, columns, rows);
        Assert.Equal((true, false), (terminal.AlternateScreen, terminal.CursorVisible));
    }

    [Fact]
    public async Task Another_size_is_drawn_anew()
    {
        using TmuxTerminal terminal = Top("", 100, 30);
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");
        foreach ((int columns, int rows) in ((int, int)[])[(40, 10), (80, 24), (100, 30)])
        {
            terminal.Resize(columns, rows);

            string screen = await terminal.WaitForAsync(
                screen => ShowsTheServer(screen) && Lines(screen)[rows - 1].Length > 0, $"a screen of {columns}x{rows}");

            AssertFits(terminal, screen, columns, rows);
        }
    }

    [Fact]
    public async Task Each_frame_is_one_write_and_clears_nothing()
    {
        using TmuxTerminal terminal = Top("-i 100ms", traceWrites: true);
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");
        await terminal.WaitForAsync(_ => terminal.Writes().Count(HasText) >= 23, "23 frames");
        terminal.SendKeys("q");
        await terminal.EndAsync();

        IReadOnlyList<string> writes = terminal.Writes();
        // A frame in two writes would be one with the header and one without.
        Assert.All(writes.Where(HasText), frame => Assert.Contains("calls/s", frame, StringComparison.Ordinal));
        Assert.True(writes.Count(write => write.Contains("\u001b[2J", StringComparison.Ordinal)) <= 1, "cleared more than once");
    }

    [Theory]
    [InlineData("Tab")]
    [InlineData("F2")]
    public async Task The_next_view_shows_processes(string key)
    {
        using TmuxTerminal terminal = Top();
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");

        terminal.SendKeys(key);

        await terminal.WaitForAsync(
            screen => Rows(screen, "redis-server").Any(row => row.Contains($"{_redis!.ServerTgid}", StringComparison.Ordinal)),
            "the process");
    }

    [Theory]
    [InlineData("F4")]
    [InlineData("f")]
    public async Task A_filter_hides_the_other_calls(string key)
    {
        using TmuxTerminal terminal = Top();
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");

        terminal.SendKeys(key);
        terminal.Type("^epoll");
        terminal.SendKeys("Enter");

        await terminal.WaitForAsync(
            screen => Rows(screen, "epoll_wait").Any() && !Rows(screen, "read").Any() && !Rows(screen, "write").Any(), "epoll_wait alone");
    }

    [Fact]
    public async Task A_call_that_is_searched_for_is_entered_and_left()
    {
        using TmuxTerminal terminal = Top();
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");

        terminal.SendKeys("/");
        terminal.Type("read");
        terminal.SendKeys("Enter", "Enter");
        await terminal.WaitForAsync(
            screen => screen.Contains("p99", StringComparison.Ordinal) && !Rows(screen, "epoll_wait").Any(), "the page below");

        terminal.SendKeys("BSpace");
        await terminal.WaitForAsync(ShowsTheServer, "the calls again");
    }

    [Fact]
    public async Task A_paused_screen_is_turned_upside_down_by_inverting()
    {
        using TmuxTerminal terminal = Top();
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");
        terminal.SendKeys("p");
        string paused = await terminal.WaitForAsync(screen => screen.Contains("pause", StringComparison.OrdinalIgnoreCase), "the pause");

        terminal.SendKeys("I");

        string[] upsideDown = [.. NamesOf(paused).Reverse()];
        await terminal.WaitForAsync(screen => NamesOf(screen).SequenceEqual(upsideDown), string.Join(' ', upsideDown));
    }

    [Theory]
    [InlineData("F1")]
    [InlineData("h")]
    [InlineData("?")]
    public async Task The_help_page_names_every_key(string key)
    {
        using TmuxTerminal terminal = Top("", 100, 40);
        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");

        terminal.SendKeys(key);

        await terminal.WaitForAsync(
            screen => new[] { "F1", "F2", "F4", "F6", "F10", "Tab", "Enter", "Backspace", "PgUp", "Home", "/", "pause", "clear" }
                .All(word => screen.Contains(word, StringComparison.Ordinal)),
            "the help");
        terminal.SendKeys("q");
        Assert.Equal(0, await terminal.EndAsync());
    }

    [Fact]
    public async Task Without_colour_nothing_is_coloured()
    {
        using TmuxTerminal terminal = Top(environment: new Dictionary<string, string?> { ["NO_COLOR"] = "1" });

        await terminal.WaitForAsync(ShowsTheServer, "the calls of the server");

        Assert.DoesNotMatch(Colour(), terminal.Styled());
    }

    private static bool ShowsTheServer(string screen) =>
        s_headerWords.All(word => screen.Contains(word, StringComparison.Ordinal)) && s_serverCalls.Any(call => Rows(screen, call).Any());

    private static void AssertFits(TmuxTerminal terminal, string screen, int columns, int rows)
    {
        string[] lines = Lines(screen);
        Assert.Equal(rows, lines.Length);
        Assert.All(lines, line => Assert.True(line.Length <= columns, line));
        Assert.False(terminal.IsWrapped, screen);
        Assert.Contains(lines, line => s_tabs.All(tab => line.Contains(tab, StringComparison.Ordinal)));
        Assert.NotEqual("", lines[^1]);
    }

    private static string[] Lines(string screen) => screen.TrimEnd('\n').Length == 0 ? [] : screen[..^1].Split('\n');

    /// <summary>The rows of something, by their first word.</summary>
    private static IEnumerable<string> Rows(string screen, string name) =>
        Lines(screen).Where(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] && first == name);

    /// <summary>The calls of the server in the order in which they are shown.</summary>
    private static IEnumerable<string> NamesOf(string screen) => Lines(screen)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(""))
        .Where(s_serverCalls.Contains);

    private static bool HasText(string write) => Sequence().Replace(write, "").Trim().Length > 0;

    private TmuxTerminal Top(
        string arguments = "",
        int columns = 80,
        int rows = 24,
        bool traceWrites = false,
        IReadOnlyDictionary<string, string?>? environment = null) =>
        TmuxTerminal.Start($"\"$SYSPROF\" top {arguments} -p {_redis!.ServerTgid}", columns, rows, environment, traceWrites);

    [GeneratedRegex(@"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|[=>78])")]
    private static partial Regex Sequence();
}
