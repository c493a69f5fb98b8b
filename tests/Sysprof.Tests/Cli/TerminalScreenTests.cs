using System.Runtime.InteropServices;
using Sysprof.Cli.Terminal;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class TerminalScreenTests : IDisposable
{
    private const string Opened = "\e[?1049h\e[?25l\e[?7l";
    private const string Closed = "\e[?7h\e[m\e[?25h\e[?1049l";
    private const int WindowChanged = 28; // SIGWINCH
    private const int Continued = 18; // SIGCONT

    private readonly PseudoTerminal _terminal = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void It_leaves_a_terminal_as_it_was()
    {
        TerminalModes before = Modes();

        using (var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor))
        {
            Assert.Equal(before.ForKeys(), Modes());
            Assert.NotEqual(before, Modes());
            Assert.Equal(Opened, _terminal.SeeUntil(Opened));
        }

        Assert.Equal(before, Modes());
        Assert.Equal(Closed, _terminal.SeeUntil(Closed));
    }

    [Fact]
    public void Closed_twice_it_is_closed_once_and_shows_nothing_any_more()
    {
        using (var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor))
        {
            screen.Dispose();
            screen.Show(["late"]);
        }

        using var another = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);

        Assert.Equal(Opened + Closed + Opened, _terminal.SeeUntil(Closed + Opened));
    }

    [Fact]
    public void Its_size_is_the_terminals_now()
    {
        using var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);

        Assert.Equal(new ScreenSize(80, 24), screen.Size);
        _terminal.Resize(100, 30);
        Assert.Equal(new ScreenSize(100, 30), screen.Size);
        _terminal.Resize(40, 0);
        Assert.Equal(new ScreenSize(40, 24), screen.Size);
    }

    [Fact]
    public async Task Keys_arrive_in_order()
    {
        using var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);

        _terminal.Type("q\e[5~\r\e");

        Assert.Equal(ConsoleKey.Q, await KeyAsync(screen));
        Assert.Equal(ConsoleKey.PageUp, await KeyAsync(screen));
        Assert.Equal(ConsoleKey.Enter, await KeyAsync(screen));
        Assert.Equal(ConsoleKey.Escape, await KeyAsync(screen));
    }

    [Fact]
    public async Task Keys_end_with_the_screen()
    {
        var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);
        screen.Dispose();

        Assert.False(await screen.Events.WaitToReadAsync(Cancellation));
    }

    [Fact]
    public async Task Keys_end_with_the_terminal()
    {
        using var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);

        _terminal.HangUp();

        Assert.False(await screen.Events.WaitToReadAsync(Cancellation));
        screen.Show(["to nobody"]);
    }

    [Fact]
    public async Task After_a_resize_the_same_frame_is_written_again()
    {
        using var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);
        screen.Show(["same"]);
        screen.Show(["same"]);
        string first = _terminal.SeeUntil("\e[J")[Opened.Length..];

        Signal(WindowChanged);
        Assert.IsType<ScreenEvent.RedrawNeeded>(await screen.Events.ReadAsync(Cancellation));
        screen.Show(["same"]);

        Assert.Equal(first, _terminal.SeeUntil("\e[J"));
    }

    [Fact]
    public async Task Frames_for_a_terminal_that_takes_nothing_wait_for_nobody()
    {
        using var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor);
        string wide = new('x', 80);

        // Each is more than a terminal holds, and nobody reads.
        Task shown = Task.Run(
            () =>
            {
                for (int frame = 0; frame < 100; frame++)
                {
                    screen.Show([.. Enumerable.Repeat($"{frame}{wide}", 24)]);
                }
            },
            Cancellation);

        await shown.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        _terminal.Type("q");
        Assert.Equal(ConsoleKey.Q, await KeyAsync(screen));
    }

    [Fact]
    public async Task Continued_after_a_stop_that_it_was_not_told_of_it_takes_the_terminal_again()
    {
        TerminalModes before = Modes();
        using (var screen = new TerminalScreen(_terminal.Descriptor, _terminal.Descriptor))
        {
            _terminal.SeeUntil(Opened);

            // The shell's doing while we were stopped.
            before.Set(_terminal.Descriptor);
            Signal(Continued);
            Assert.IsType<ScreenEvent.RedrawNeeded>(await screen.Events.ReadAsync(Cancellation));

            // It is on the alternate screen still.
            Assert.Equal("\e[?25l\e[?7l", _terminal.SeeUntil("\e[?7l"));
            Assert.Equal(before.ForKeys(), Modes());
            _terminal.Type("q");
            Assert.Equal(ConsoleKey.Q, await KeyAsync(screen));
        }

        Assert.Equal(before, Modes());
    }

    public void Dispose() => _terminal.Dispose();

    private static async Task<ConsoleKey> KeyAsync(TerminalScreen screen) =>
        Assert.IsType<ScreenEvent.KeyPressed>(await screen.Events.ReadAsync(Cancellation)).Key.Key;

    private static void Signal(int signal) => Assert.Equal(0, Kill(Environment.ProcessId, signal));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    private TerminalModes Modes()
    {
        Assert.True(TerminalModes.TryRead(_terminal.Descriptor, out TerminalModes modes));
        return modes;
    }
}
