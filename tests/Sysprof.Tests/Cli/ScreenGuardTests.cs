using System.Globalization;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class ScreenGuardTests : IDisposable
{
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    [Theory]
    [InlineData(true, false, false, "stdout is none")]
    [InlineData(false, true, false, "stdin is none")]
    [InlineData(true, true, true, "TERM is dumb, or not set")]
    public void Without_a_terminal_it_names_what_does_without(bool input, bool output, bool dumb, string lacks)
    {
        var world = new CliWorld { Terminal = new(input, output, true, 80, NoColor: false, dumb) };

        var error = Assert.Throws<SysprofException>(() => new ScreenGuard(world.Host(TextWriter.Null, _error)));

        Assert.Equal($"top needs a terminal, and {lacks}; --batch prints frames without one", error.Message);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void Messages_wait_while_the_screen_is_open()
    {
        var screen = new FakeScreen();
        var world = new CliWorld { Terminal = CliWorld.AtTerminal, Screen = screen };
        using var guard = new ScreenGuard(world.Host(TextWriter.Null, _error));

        guard.Host.Error.WriteLine("before");
        guard.Open();
        guard.Host.Error.WriteLine("while");
        guard.Host.Error.Write('.');
        Assert.Equal("before\n", _error.ToString());
        Assert.False(screen.IsDisposed);

        guard.Close();
        guard.Host.Error.WriteLine("after");
        Assert.True(screen.IsDisposed);
        Assert.Equal("before\nwhile\n.after\n", _error.ToString());
    }

    [Fact]
    public void Messages_to_a_file_do_not_wait()
    {
        var world = new CliWorld { Terminal = CliWorld.AtTerminal with { ErrorIsTerminal = false }, Screen = new FakeScreen() };
        using var guard = new ScreenGuard(world.Host(TextWriter.Null, _error));
        guard.Open();

        guard.Host.Error.WriteLine("while");

        Assert.Equal("while\n", _error.ToString());
    }

    [Fact]
    public void An_exception_closes_the_screen_before_the_messages_are_written()
    {
        var screen = new FakeScreen { Shown = _ => throw new InvalidDataException("while drawing") };
        var world = new CliWorld { Terminal = CliWorld.AtTerminal, Screen = screen };

        Assert.Throws<InvalidDataException>(() =>
        {
            using var guard = new ScreenGuard(world.Host(TextWriter.Null, _error));
            IScreen opened = guard.Open();
            guard.Host.Error.WriteLine("while");
            opened.Show(["frame"]);
        });

        Assert.True(screen.IsDisposed);
        Assert.Equal("while\n", _error.ToString());
    }

    [Fact]
    public void A_screen_is_not_opened_once_it_was_closed()
    {
        var world = new CliWorld { Terminal = CliWorld.AtTerminal, Screen = new FakeScreen() };
        using var guard = new ScreenGuard(world.Host(TextWriter.Null, _error));
        guard.Close();

        Assert.Throws<ObjectDisposedException>(guard.Open);
    }

    public void Dispose() => _error.Dispose();
}
