using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Every key of <c>sysprof top</c> does what its help says, in a real terminal, on a recording: it stands still.</summary>
public sealed partial class TopKeyTests : IClassFixture<SteadyRecording>
{
    private static readonly string[] s_tabs = ["calls", "processes", "threads", "pools", "errors", "cgroups", "files", "peers", "findings"];

    private readonly SteadyRecording _recording;

    public TopKeyTests(SteadyRecording recording)
    {
        SysprofProgram.RequireRoot();
        _recording = recording;
    }

    [Fact]
    public async Task Enter_opens_process_thread_call_and_latencies_and_Backspace_leads_back()
    {
        using TmuxTerminal terminal = await StartAsync("--by process");
        await PressAsync(terminal, "Right", " 2 of ");

        await PressAsync(terminal, "Enter", "\n[^\n]* › steady \\d+\n[^\n]*idle [0-9.]+%[^\n]*\n *thread +tid");
        await PressAsync(terminal, "End", "6 of 6");
        await FindAsync(terminal, "steady");
        await PressAsync(terminal, "Enter", "\n[^\n]* › steady \\d+ › steady \\d+\n[^\n]*idle [0-9.]+%[^\n]*\n *syscall +calls/s");
        await FindAsync(terminal, "read");
        string page = await PressAsync(terminal, "Enter", "\n[^\n]* › steady \\d+ › steady \\d+ › read\n");
        Assert.Matches(@"p50 .* p99 .* max .*\n(?:.*\n)*errors/s .* EAGAIN (?:.*\n)* +up to +calls  last .* now\n", page);

        await PressAsync(terminal, "BSpace", " › steady \\d+ › steady \\d+\n[^\n]*idle [0-9.]+%[^\n]*\n *syscall +calls/s");
        await PressAsync(terminal, "Escape", " › steady \\d+\n[^\n]*idle [0-9.]+%[^\n]*\n *thread +tid");
        await PressAsync(terminal, "BSpace", "\n *process +pid");
        await PressAsync(terminal, "BSpace", "\n *process +pid");
    }

    [Theory]
    [InlineData("Tab", 1)]
    [InlineData("F2", 1)]
    [InlineData("BTab", -1)]
    public async Task The_tables_go_round(string key, int step)
    {
        using TmuxTerminal terminal = await StartAsync();
        int at = 0;
        foreach (string _ in s_tabs)
        {
            at = (at + step + s_tabs.Length) % s_tabs.Length;
            terminal.SendKeys(key);
            string tab = s_tabs[at];
            await terminal.WaitForAsync(_ => ShownTab().Match(Inverse(terminal)).Groups[1].Value == tab, $"the table of {tab}");
        }
    }

    [Fact]
    public async Task A_digit_sorts_by_the_column_of_that_number_and_again_turns_it_around()
    {
        using TmuxTerminal terminal = await StartAsync();
        string[] heads = [.. TopText.HeadNames(terminal.Text()).Select(head => head.TrimEnd('▼'))];
        Assert.True(heads.Length >= 10, "ten columns");
        for (int column = 0; column < 10; column++)
        {
            string digit = $"{(column + 1) % 10}";
            terminal.SendKeys(digit);
            await WaitForOrderAsync(terminal, heads[column] + "▼");
            terminal.SendKeys(digit);
            await WaitForOrderAsync(terminal, heads[column] + "▲");
        }
    }

    [Fact]
    public async Task The_columns_beside_are_sorted_by_and_the_order_is_inverted()
    {
        using TmuxTerminal terminal = await StartAsync("--by thread --sort tid");
        string[] heads = [.. TopText.HeadNames(terminal.Text()).Select(head => head.TrimEnd('▼'))];
        int tid = Array.IndexOf(heads, "tid");
        string[] names = TopText.Names(terminal.Text());
        Assert.Equal(["steady", "in-futex", "in-read", "in-epoll", "in-sleep", "in-accept"], names);

        terminal.SendKeys("I");
        await terminal.WaitForAsync(
            screen => TopText.Sorted(screen) == "tid▲" && TopText.Names(screen).SequenceEqual(names.Reverse()), "the other order");
        terminal.SendKeys(">");
        await WaitForOrderAsync(terminal, heads[tid + 1] + "▼");
        terminal.SendKeys("F6");
        await WaitForOrderAsync(terminal, heads[tid + 2] + "▼");
        terminal.SendKeys("<", "<", "<");
        // The head may be there before its rows.
        await terminal.WaitForAsync(
            screen => TopText.Sorted(screen) == heads[tid - 1] + "▼"
                && TopText.Names(screen).SequenceEqual(names.Order(StringComparer.Ordinal)),
            "the rows in the order of names");
    }

    [Theory]
    [InlineData("f")]
    [InlineData("F4")]
    public async Task A_filter_is_a_regular_expression_and_a_wrong_one_is_told(string key)
    {
        using TmuxTerminal terminal = await StartAsync("--by thread --sort tid");
        terminal.SendKeys(key);
        terminal.Type("^in-(re");
        await terminal.WaitForAsync(
            screen => Footer(screen).StartsWith("filter: ^in-(re_  not a regular expression", StringComparison.Ordinal), "the complaint");
        terminal.SendKeys("Enter");
        terminal.Type("ad|fu)");
        terminal.SendKeys("Enter");

        await terminal.WaitForAsync(
            screen => TopText.Names(screen) is ["in-futex", "in-read"] && Footer(screen).Contains("1-2 of 2", StringComparison.Ordinal),
            "two threads");
        terminal.SendKeys(key, "C-u", "Enter");
        await terminal.WaitForAsync(screen => TopText.Names(screen).Length == 6, "all threads");
        terminal.SendKeys(key);
        terminal.Type("nobody");
        await terminal.WaitForAsync(screen => screen.Contains("no row matches the filter", StringComparison.Ordinal), "no row");
        terminal.SendKeys("Escape");
        await terminal.WaitForAsync(screen => TopText.Names(screen).Length == 6, "all threads again");
    }

    [Fact]
    public async Task A_search_goes_to_the_next_row_and_round_and_says_when_there_is_none()
    {
        using TmuxTerminal terminal = await StartAsync("--by thread --sort tid");
        await CursorAsync(terminal, "steady");
        terminal.SendKeys("/");
        terminal.Type("N-E");
        terminal.SendKeys("Enter");
        await CursorAsync(terminal, "in-epoll");
        terminal.SendKeys("/");
        terminal.Type("in-");
        terminal.SendKeys("Enter");
        await CursorAsync(terminal, "in-epoll");
        foreach (string next in (string[])["in-sleep", "in-accept", "in-futex"])
        {
            terminal.SendKeys("n");
            await CursorAsync(terminal, next);
        }

        terminal.SendKeys("/");
        terminal.Type("nobody");
        await terminal.WaitForAsync(screen => Footer(screen).EndsWith("no row matches", StringComparison.Ordinal), "the complaint");
        terminal.SendKeys("Escape");
        await CursorAsync(terminal, "in-futex");
    }

    [Fact]
    public async Task The_cursor_moves_and_the_rows_with_it()
    {
        using TmuxTerminal terminal = await StartAsync("--by thread --sort tid", 40, 10);
        (string Key, string Name)[] moves =
        [
            ("Down", "in-futex"), ("j", "in-read"), ("Up", "in-futex"), ("k", "steady"), ("Up", "steady"),
            ("NPage", "in-sleep"), ("NPage", "in-accept"), ("Down", "in-accept"), ("PPage", "in-futex"),
            ("End", "in-accept"), ("Home", "steady"), ("G", "in-accept"), ("g", "steady"),
        ];
        foreach ((string key, string name) in moves)
        {
            terminal.SendKeys(key);
            await CursorAsync(terminal, name);
        }
    }

    [Fact]
    public async Task A_recording_is_stepped_through_and_jumped_in()
    {
        using TmuxTerminal terminal = await StartAsync();
        Match position = Position().Match(terminal.Text());
        int count = int.Parse(position.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        int jump = Math.Max(1, count / 10);
        (string Key, int To)[] moves =
        [
            ("Left", 1), ("Right", 2), (".", 3), (",", 2), ("Left", 1), ("]", 1 + jump), ("]", 1 + (2 * jump)), ("[", 1 + jump),
            ("[", 1), ("[", 1),
        ];
        foreach ((string key, int to) in moves)
        {
            await PressAsync(terminal, key, $"  {to} of {count} paused\n");
        }
    }

    [Theory]
    [InlineData("Space")]
    [InlineData("p")]
    public async Task A_recording_is_played_to_its_end_where_it_stops(string key)
    {
        using TmuxTerminal terminal = await StartAsync();
        int count = int.Parse(Position().Match(terminal.Text()).Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        await PressAsync(terminal, "-", " 1 of \\d+ paused 0.5x\n");
        await PressAsync(terminal, "-", " 1 of \\d+ paused 0.25x\n");
        await PressAsync(terminal, "-", " 1 of \\d+ paused 0.125x\n");
        await PressAsync(terminal, key, " playing 0.125x\n");
        await PressAsync(terminal, key, " paused 0.125x\n");
        foreach (string speed in (string[])[" 0.25x", " 0.5x", "", " 2x", " 4x"])
        {
            await PressAsync(terminal, "+", $" paused{speed}\n");
        }

        await PressAsync(terminal, key, $" {count} of {count} paused 4x\n");
        await PressAsync(terminal, key, $" {count} of {count} paused 4x\n");
        await PressAsync(terminal, "Left", $" {count - 1} of {count} paused 4x\n");
    }

    [Fact]
    public async Task Clearing_forgets_what_was_before()
    {
        using TmuxTerminal terminal = await StartAsync("-e read");
        await PressAsync(terminal, "Right", " 2 of ");
        await PressAsync(terminal, "Right", " 3 of ");
        await PressAsync(terminal, "Enter", "calls  last \\d");

        terminal.SendKeys("c");
        await terminal.WaitForAsync(screen => !screen.Contains("  last ", StringComparison.Ordinal), "no chart");
        await PressAsync(terminal, "Right", "calls  last \\d");
    }

    [Fact]
    public async Task The_help_scrolls_where_it_is_longer_than_the_screen()
    {
        using TmuxTerminal terminal = await StartAsync("", 40, 10);
        string first = await PressAsync(terminal, "?", "\nF1 h \\? +this help\n(.*\n)*F1 closes the help +1-\\d of \\d+\n");
        Assert.False(terminal.IsWrapped, first);
        await PressAsync(terminal, "Down", "help +2-");
        await PressAsync(terminal, "Up", "help +1-");
        await PressAsync(terminal, "NPage", "help +[5-9]-");
        await PressAsync(terminal, "PPage", "help +1-");
        string last = await PressAsync(terminal, "End", "help +\\d+-(\\d+) of \\1\n");
        Assert.Contains("clear what was before", last, StringComparison.Ordinal);
        terminal.SendKeys("Down");
        await PressAsync(terminal, "Up", "help +\\d+-\\d+ of \\d+\n");
        await PressAsync(terminal, "Home", "help +1-");
        await PressAsync(terminal, "F1", "\nF1 help  q quit");
    }

    [Theory]
    [InlineData("--by thread")]
    [InlineData("--by process")]
    [InlineData("--by errno")]
    [InlineData("--by cgroup")]
    [InlineData("")]
    public async Task Every_table_fits_every_screen(string by)
    {
        using TmuxTerminal terminal = await StartAsync(by, 200, 50);
        foreach ((int columns, int rows) in ((int, int)[])[(100, 30), (80, 24), (40, 10), (20, 5), (200, 50)])
        {
            terminal.Resize(columns, rows);
            string screen = await terminal.WaitForAsync(
                screen => TopText.Lines(screen) is { } lines && lines.Length == rows && lines[^1].StartsWith("F1 help", StringComparison.Ordinal)
                    && lines[0].EndsWith("paused", StringComparison.Ordinal) && lines[0].Length == columns,
                $"a screen of {columns}x{rows}");
            Assert.False(terminal.IsWrapped, screen);
            Assert.DoesNotContain("…", TopText.Heads(screen), StringComparison.Ordinal);
        }
    }

    private static string Footer(string screen) => TopText.Lines(screen)[^1];

    /// <summary>Presses a key and waits for a screen that matches.</summary>
    private static Task<string> PressAsync(TmuxTerminal terminal, string key, string pattern)
    {
        terminal.SendKeys(key);
        return terminal.WaitForAsync(screen => Regex.IsMatch(screen, pattern), $"{pattern} after {key}");
    }

    /// <summary>Searches for a row that begins with a name.</summary>
    private static async Task FindAsync(TmuxTerminal terminal, string name)
    {
        terminal.SendKeys("Home", "/");
        terminal.Type(name);
        terminal.SendKeys("Enter");
        await CursorAsync(terminal, name);
    }

    private static Task<string> WaitForOrderAsync(TmuxTerminal terminal, string head) =>
        terminal.WaitForAsync(screen => TopText.Sorted(screen) == head, $"the rows sorted by {head}");

    /// <summary>Waits until the row under the cursor, which is inverse, is that of a name.</summary>
    private static Task<string> CursorAsync(TmuxTerminal terminal, string name) => terminal.WaitForAsync(
        _ => Cursor().Matches(Inverse(terminal)) is [.., var last] && last.Groups[1].Value == name, $"the cursor on {name}");

    /// <summary>The screen with a « where something inverse begins.</summary>
    private static string Inverse(TmuxTerminal terminal) => Style().Replace(InverseStyle().Replace(terminal.Styled(), "«"), "");

    private async Task<TmuxTerminal> StartAsync(string arguments = "", int columns = 100, int rows = 30)
    {
        var terminal = TmuxTerminal.Start($"\"$SYSPROF\" top {_recording.File} {arguments}", columns, rows);
        try
        {
            await terminal.WaitForAsync(screen => Position().IsMatch(screen) && TopText.Rows(screen).Length > 0, "the first interval");
            return terminal;
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    [GeneratedRegex(@"  (\d+) of (\d+) paused\n")]
    private static partial Regex Position();

    [GeneratedRegex(@"\x1b\[(?:\d+;)*7m")]
    private static partial Regex InverseStyle();

    [GeneratedRegex(@"\x1b\[[\d;]*m")]
    private static partial Regex Style();

    [GeneratedRegex(@"\n«([^ ]+) ")]
    private static partial Regex Cursor();

    [GeneratedRegex(@"«([a-z]+)")]
    private static partial Regex ShownTab();
}
