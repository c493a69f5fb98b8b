using System.Globalization;
using Xunit;
using Xunit.Sdk;

namespace Sysprof.EndToEndTests;

/// <summary>The driver itself, with programs whose effect on a terminal is known.</summary>
public sealed class TmuxTerminalTests
{
    [Fact]
    public async Task The_program_gets_the_size_and_the_variables()
    {
        using var terminal = TmuxTerminal.Start(
            """sh -c 'stty size; echo "$TERM,${NO_COLOR-unset},$NAME"; echo ü'""",
            columns: 40,
            rows: 10,
            environment: new Dictionary<string, string?> { ["TERM"] = "vt100", ["NAME"] = "it's" });

        Assert.Equal(0, await terminal.EndAsync());

        Assert.Equal("10 40\nvt100,unset,it's\nü" + new string('\n', 8), terminal.Text());
    }

    [Fact]
    public async Task Keys_reach_the_program()
    {
        using var terminal = TmuxTerminal.Start("cat -v");
        terminal.Type("a b");
        terminal.SendKeys("Up", "F10", "Enter");

        await terminal.WaitForAsync(screen => screen.Contains("\na b^[[A^[[21~\n", StringComparison.Ordinal), "the echo of cat");

        terminal.SendKeys("C-d");
        Assert.Equal(0, await terminal.EndAsync());
    }

    [Fact]
    public async Task The_alternate_screen_and_the_cursor_are_seen_on_and_off()
    {
        using var terminal = TmuxTerminal.Start(
            """sh -c 'echo normal; printf "\033[?1049h\033[H\033[?25lfull"; read line; printf "\033[?1049l\033[?25h"'""");
        await terminal.WaitForAsync(screen => screen.StartsWith("full", StringComparison.Ordinal), "the full screen");
        Assert.Equal((true, false), (terminal.AlternateScreen, terminal.CursorVisible));

        terminal.SendKeys("Enter");

        await terminal.EndAsync();
        Assert.Equal((false, true), (terminal.AlternateScreen, terminal.CursorVisible));
        Assert.StartsWith("normal\n", terminal.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh -c 'before=$(stty -g); stty raw -echo; stty $before'", true)]
    [InlineData("sh -c 'stty -echo'", false)]
    [InlineData("sh -c 'stty -echo; kill -TERM $$'", false)]
    [InlineData("sh -c 'stty -echo; kill -INT $$'", false)]
    public async Task The_shell_does_not_tidy_up_behind_the_program(string command, bool restores)
    {
        using var terminal = TmuxTerminal.Start(command);

        await terminal.EndAsync();

        Assert.Equal(restores, terminal.Stty() == terminal.SttyAtStart);
    }

    [Theory]
    [InlineData("sh -c 'exit 7'", 7)]
    [InlineData("sh -c 'kill -KILL $$'", 137)]
    public async Task The_exit_code_comes_through(string command, int exitCode)
    {
        using var terminal = TmuxTerminal.Start(command);

        Assert.Equal(exitCode, await terminal.EndAsync());
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public async Task A_signal_reaches_the_program_alone(string signal, int number)
    {
        using var terminal = TmuxTerminal.Start($$"""bash -c 'trap "exit {{number}}" {{signal}}; echo up; while :; do sleep 0.05; done'""");
        await terminal.WaitForAsync(screen => screen.StartsWith("up\n", StringComparison.Ordinal), "the program");

        terminal.Signal(signal);

        Assert.Equal(number, await terminal.EndAsync());
    }

    [Fact]
    public async Task Ctrl_C_is_the_programs()
    {
        using var terminal = TmuxTerminal.Start("cat");
        terminal.Type("x");
        terminal.SendKeys("Enter");
        await terminal.WaitForAsync(screen => screen.StartsWith("x\nx\n", StringComparison.Ordinal), "cat");

        terminal.SendKeys("C-c");

        Assert.Equal(130, await terminal.EndAsync());
    }

    [Fact]
    public async Task Ctrl_Z_stops_the_program_until_it_is_continued()
    {
        using var terminal = TmuxTerminal.Start("""bash -c 'stty -echo; trap "stty echo; echo back" CONT; echo up; read line; echo "got $line"'""");
        await terminal.WaitForAsync(screen => screen.StartsWith("up\n", StringComparison.Ordinal), "the program");
        string settings = terminal.Stty();
        Assert.NotEqual(terminal.SttyAtStart, settings);
        terminal.SendKeys("C-z");
        await terminal.StoppedAsync();
        Assert.Equal(settings, terminal.Stty());

        terminal.Continue();

        terminal.Type("this");
        terminal.SendKeys("Enter");
        await terminal.WaitForAsync(screen => screen.Contains("got this\n", StringComparison.Ordinal), "the answer");
        Assert.Equal(0, await terminal.EndAsync());
        Assert.Equal(terminal.SttyAtStart, terminal.Stty());
    }

    [Fact]
    public async Task A_program_may_be_stopped_several_times_and_what_it_does_afterwards_is_seen()
    {
        using var terminal = TmuxTerminal.Start("sh -c 'kill -TSTP $$; kill -STOP $$; stty -echo; exit 3'");
        await terminal.StoppedAsync();
        terminal.Continue();
        await terminal.StoppedAsync();
        terminal.Continue();

        Assert.Equal(3, await terminal.EndAsync());

        Assert.NotEqual(terminal.SttyAtStart, terminal.Stty());
    }

    [Fact]
    public async Task The_program_sees_another_size()
    {
        using var terminal = TmuxTerminal.Start("""bash -c 'trap "stty size" WINCH; stty size; while :; do sleep 0.05; done'""", 100, 30);
        await terminal.WaitForAsync(screen => screen.StartsWith("30 100\n", StringComparison.Ordinal), "the first size");

        terminal.Resize(40, 10);

        await terminal.WaitForAsync(screen => screen.StartsWith("30 100\n10 40\n", StringComparison.Ordinal), "the other size");
        Assert.Equal(10, terminal.Text().Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(41, true)]
    public async Task A_line_that_is_too_long_is_seen(int length, bool wraps)
    {
        using var terminal = TmuxTerminal.Start($"printf '%0{length}d\\n' 0", columns: 40, rows: 10);

        await terminal.EndAsync();

        Assert.Equal(wraps, terminal.IsWrapped);
    }

    [Fact]
    public async Task Colours_are_seen()
    {
        using var terminal = TmuxTerminal.Start("""printf '\033[31mred\033[0m plain\n'""");

        await terminal.EndAsync();

        Assert.StartsWith("\u001b[31mred\u001b[39m plain\n", terminal.Styled(), StringComparison.Ordinal);
        Assert.StartsWith("red plain\n", terminal.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_to_the_terminal_are_told_apart_and_those_to_elsewhere_left_out()
    {
        using var terminal = TmuxTerminal.Start(
            """bash -c 'printf "\033[Hone ü"; printf two >&2; printf three >/dev/null; (printf four)'""", traceWrites: true);

        Assert.Equal(0, await terminal.EndAsync());

        Assert.Equal(["\u001b[Hone ü", "two", "four"], terminal.Writes());
    }

    [Fact]
    public async Task What_does_not_come_is_told_with_the_last_screen()
    {
        using var terminal = TmuxTerminal.Start("sh -c 'echo something else; read line'");
        await terminal.WaitForAsync(screen => screen.StartsWith("something else\n", StringComparison.Ordinal), "the program");

        terminal.Patience = TimeSpan.Zero;
        FailException error = await Assert.ThrowsAsync<FailException>(
            () => terminal.WaitForAsync(screen => screen.Contains("Godot", StringComparison.Ordinal), "Godot"));

        Assert.Equal("waited in vain for Godot; the screen is\n" + terminal.Text(), error.Message);
    }

    [Fact]
    public async Task The_end_of_a_terminal_is_the_end_of_its_programs_alone()
    {
        using var other = TmuxTerminal.Start("cat");
        int program;
        using (var terminal = TmuxTerminal.Start("bash -c 'trap \"\" HUP; echo $$; while :; do sleep 0.05; done'"))
        {
            string screen = await terminal.WaitForAsync(screen => screen.TrimEnd().Length > 0, "its number");
            program = int.Parse(screen.Trim(), CultureInfo.InvariantCulture);
            terminal.Patience = TimeSpan.Zero;
        }

        Assert.False(ProcessStat.IsAlive(program));
        other.SendKeys("C-d");
        Assert.Equal(0, await other.EndAsync());
    }
}
