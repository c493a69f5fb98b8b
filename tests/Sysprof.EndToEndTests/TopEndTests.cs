using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Every way out of <c>sysprof top</c> leaves the terminal as it was; where there is none, it does not begin.</summary>
public sealed class TopEndTests
{
    public TopEndTests() => SysprofProgram.RequireRoot();

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

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Matches("^sysprof: error: .*--batch.*\n$", result.Error.Replace("\n  hint", " hint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dumb_terminal_gets_no_control_sequences()
    {
        using var terminal = TmuxTerminal.Start(
            "\"$SYSPROF\" top", environment: new Dictionary<string, string?> { ["TERM"] = "dumb" }, traceWrites: true);

        Assert.NotEqual(0, await terminal.EndAsync());

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
    }
}
