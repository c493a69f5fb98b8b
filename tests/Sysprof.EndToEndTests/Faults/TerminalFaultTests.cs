using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Leaks;
using Xunit;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>A terminal that holds back what top writes, or goes away.</summary>
public sealed class TerminalFaultTests
{
    public TerminalFaultTests() => SysprofProgram.RequireRoot();

    [Fact]
    public async Task Calls_are_counted_while_the_terminal_takes_nothing()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "1", "1000003", "--linger");
        using TmuxTerminal terminal = await StartAsync($"top -i 10ms -p {workload.Tgid}");
        int top = terminal.Program!.Value;
        terminal.Freeze();
        await WaitingWriter.Becomes(top, new FileInfo($"/proc/{top}/fd/1").LinkTarget!);
        workload.Go();
        await workload.ReadPromise();

        terminal.Thaw();
        terminal.SendKeys("F1");

        // More than the ring holds was made meanwhile. The help is drawn after the interval that was due.
        string screen = await HelpAsync(terminal);
        Assert.Contains("   lost 0 ", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("unaccounted", screen, StringComparison.Ordinal);
        terminal.SendKeys("F1", "q");
        Assert.Equal(0, await terminal.EndAsync());
        await workload.End();
    }

    [Fact]
    public async Task Ctrl_S_holds_nothing_back()
    {
        using TmuxTerminal terminal = await StartAsync("top");
        terminal.SendKeys("C-s");
        terminal.SendKeys("F1");
        await HelpAsync(terminal);
        terminal.SendKeys("F1", "q");

        Assert.Equal(0, await terminal.EndAsync());
        Assert.Equal(terminal.SttyAtStart, terminal.Stty());
    }

    [Fact]
    public async Task A_terminal_that_goes_away_ends_it_and_nothing_is_left()
    {
        using TmuxTerminal terminal = await StartAsync("top");
        int top = terminal.Program!.Value;
        KernelObjects held = KernelObjects.Of(top);
        held.AssertAny();

        terminal.HangUp();

        await Condition.Becomes(() => !ProcessStat.IsAlive(top));
        await held.AreGone();
    }

    private static Task<string> HelpAsync(TmuxTerminal terminal) =>
        terminal.WaitForAsync(screen => screen.Contains("closes the help", StringComparison.Ordinal), "the help");

    private static async Task<TmuxTerminal> StartAsync(string arguments)
    {
        var terminal = TmuxTerminal.Start($"\"$SYSPROF\" {arguments}");
        try
        {
            await terminal.WaitForAsync(IsTop, "the first screen");
            return terminal;
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    private static bool IsTop(string screen) => screen.Contains("calls/s", StringComparison.Ordinal);
}
