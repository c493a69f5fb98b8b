using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Every way out of <c>sysprof top</c> leaves the terminal as it was; where there is none, it does not begin.</summary>
public sealed class TopEndTests : IDisposable
{
    private const string Leaves = "\u001b[?1049l";

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-top-").FullName;

    public TopEndTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("q")]
    [InlineData("F10")]
    [InlineData("C-c")]
    public async Task A_key_ends_it(string key)
    {
        using TmuxTerminal terminal = await StartAsync("top");

        terminal.SendKeys(key);

        await AssertEndedAsync(terminal, 0);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_ends_it(string signal)
    {
        using TmuxTerminal terminal = await StartAsync("top");

        terminal.Signal(signal);

        await AssertEndedAsync(terminal, 0);
    }

    [Fact]
    public async Task The_end_of_the_target_ends_it()
    {
        using var target = Process.Start("sleep", ["300"]);
        using TmuxTerminal terminal = await StartAsync($"top -p {target.Id.ToString(CultureInfo.InvariantCulture)}");

        target.Kill();

        await AssertEndedAsync(terminal, 0);
    }

    [Fact]
    public async Task The_exit_code_of_a_command_comes_through()
    {
        using TmuxTerminal terminal = TmuxTerminal.Start("\"$SYSPROF\" top -- sh -c 'exit 7'");

        await AssertEndedAsync(terminal, 7);
    }

    [Fact]
    public async Task Stopped_it_gives_the_terminal_back_and_continued_it_draws_again()
    {
        using TmuxTerminal terminal = await StartAsync("top");
        terminal.SendKeys("C-z");
        await terminal.StoppedAsync();
        AssertAsBefore(terminal);

        terminal.Continue();

        await terminal.WaitForAsync(screen => terminal.AlternateScreen && IsTop(screen), "the screen again");
        Assert.False(terminal.CursorVisible);
        terminal.SendKeys("q");
        await AssertEndedAsync(terminal, 0);
    }

    [Fact]
    public async Task Without_a_terminal_one_line_names_batch()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("top");

        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
        Assert.Matches("^sysprof: error: top needs a terminal, and .*; --batch prints .*\n  see: sysprof top --help\n$", result.Error);
    }

    [Fact]
    public async Task A_dumb_terminal_gets_no_control_sequences()
    {
        using var terminal = TmuxTerminal.Start(
            "\"$SYSPROF\" top", environment: new Dictionary<string, string?> { ["TERM"] = "dumb" }, traceWrites: true);

        Assert.Equal(2, await terminal.EndAsync());

        Assert.Contains("--batch", terminal.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', string.Concat(terminal.Writes()));
    }

    [Fact]
    public async Task Without_root_it_says_what_is_needed_on_the_normal_screen()
    {
        using var terminal = TmuxTerminal.Start(
            "setpriv --bounding-set=-all --inh-caps=-all \"$SYSPROF\" top", traceWrites: true);

        await AssertEndedAsync(terminal, 77);

        Assert.Matches("sysprof: error: [^\n]*\n(.*\n)*  hint: .*root", terminal.Text());
        Assert.DoesNotContain("\u001b[?1049h", string.Concat(terminal.Writes()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_disappears_is_told_on_the_normal_screen()
    {
        string file = Path.Combine(_directory, "x.rec");
        SysprofProgram.Result recorded = await SysprofProgram.RunAsync("record", "-d", "300ms", "-i", "100ms", "-o", file);
        Assert.Equal(0, recorded.ExitCode);
        using TmuxTerminal terminal = await StartAsync($"top {file}");
        terminal.SendKeys("Right");
        await terminal.WaitForAsync(screen => screen.Contains(" 2 of ", StringComparison.Ordinal), "the next interval");

        // To go back is to read it anew.
        File.Delete(file);
        terminal.SendKeys("Left");

        await AssertEndedAsync(terminal, 1);
        Assert.StartsWith($"sysprof: error: reading {file}: no such file or directory\n", terminal.Unwrapped(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_command_prints_is_shown_afterwards_in_order()
    {
        using var terminal = TmuxTerminal.Start(
            "\"$SYSPROF\" top -- sh -c 'for i in 1 2 3; do echo out $i; echo error $i >&2; done; exec >&-; exec 2>&-; exit 7'");

        await AssertEndedAsync(terminal, 7);

        Assert.StartsWith("out 1\nerror 1\nout 2\nerror 2\nout 3\nerror 3\n\n", terminal.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_output_is_shown_whole()
    {
        using var terminal = TmuxTerminal.Start("\"$SYSPROF\" top -- seq 10007", traceWrites: true);

        await AssertEndedAsync(terminal, 0);

        string written = string.Concat(terminal.Writes());
        string afterwards = written[(written.LastIndexOf(Leaves, StringComparison.Ordinal) + Leaves.Length)..];
        Assert.Equal(string.Concat(Enumerable.Range(1, 10_007).Select(number => $"{number}\n")), afterwards);
    }

    [Fact]
    public async Task Without_the_screen_a_command_goes_on()
    {
        string go = Path.Combine(_directory, "go");
        using TmuxTerminal terminal = await StartAsync(
            $"top -- sh -c 'echo before; until [ -e {go} ]; do sleep 0.05; done; echo after; exit 7'");

        terminal.SendKeys("q");
        await terminal.WaitForAsync(
            screen => screen.Contains("before\n", StringComparison.Ordinal) && screen.Contains("runs on", StringComparison.Ordinal),
            "what was printed before");
        AssertAsBefore(terminal);
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);

        await AssertEndedAsync(terminal, 7);
        Assert.Contains("\nafter\n", terminal.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_is_the_commands()
    {
        // It takes its time, in which top goes on.
        using TmuxTerminal terminal = await StartAsync(
            "top -- sh -c 'trap \"sleep 0.5; echo trapped; exit 5\" INT; while :; do sleep 0.05; done'");

        terminal.SendKeys("C-c");

        await AssertEndedAsync(terminal, 5);
        Assert.Contains("trapped\n", terminal.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("the command runs on", terminal.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_is_passed_on_to_the_command(string signal, int exitCode)
    {
        using TmuxTerminal terminal = await StartAsync("top -- sleep 300");

        terminal.Signal(signal);

        await AssertEndedAsync(terminal, exitCode);
    }

    [Fact]
    public async Task When_the_time_is_up_it_ends()
    {
        using var terminal = TmuxTerminal.Start("\"$SYSPROF\" top -d 300ms -i 100ms");

        await AssertEndedAsync(terminal, 0);
    }

    private static async Task<TmuxTerminal> StartAsync(string arguments)
    {
        var terminal = TmuxTerminal.Start($"\"$SYSPROF\" {arguments}");
        try
        {
            await terminal.WaitForAsync(screen => terminal.AlternateScreen && IsTop(screen), "the first screen");
            return terminal;
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    private static bool IsTop(string screen) => screen.Contains("calls/s", StringComparison.Ordinal);

    private static async Task AssertEndedAsync(TmuxTerminal terminal, int exitCode)
    {
        Assert.Equal(exitCode, await terminal.EndAsync());
        AssertAsBefore(terminal);
    }

    private static void AssertAsBefore(TmuxTerminal terminal)
    {
        Assert.Equal((false, true), (terminal.AlternateScreen, terminal.CursorVisible));
        Assert.Equal(terminal.SttyAtStart, terminal.Stty());
        Assert.False(terminal.KeypadIsSwitched);
    }
}
