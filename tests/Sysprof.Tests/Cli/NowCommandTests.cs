using System.Text.Json;
using Sysprof.Kernel.Session;
using Sysprof.Tests.Now;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class NowCommandTests
{
    [Fact]
    public async Task Each_thread_is_on_stdout_and_nothing_else()
    {
        var world = new CliWorld { Run = new FakeRun { Sights = Sights.All } };

        Assert.Equal(0, await world.RunAsync("now", "4121,77", "--all"));

        string[] lines = world.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("host  2026-03-01 12:00:01Z  49 threads  watched 1.00s", lines[0], StringComparison.Ordinal);
        Assert.Equal(3 + 2 + 49, lines.Length);
        Assert.Equal("", world.Error);
        Assert.True(world.Run.IsDisposed);
        Assert.Equal([4121, 77], Assert.IsType<Target.Tasks>(world.Started!.Target).Tgids);
    }

    [Fact]
    public async Task Pids_as_words_and_with_the_option_are_the_same()
    {
        var world = new CliWorld { Run = new FakeRun() };

        await world.RunAsync("now", "12", "13,14", "-p", "12,15", "-t", "16");

        Target.Tasks target = Assert.IsType<Target.Tasks>(world.Started!.Target);
        Assert.Equal([12, 15, 13, 14], target.Tgids);
        Assert.Equal([16], target.Tids);
    }

    [Fact]
    public async Task Without_a_target_it_is_the_machine()
    {
        var world = new CliWorld { Run = new FakeRun() };

        Assert.Equal(0, await world.RunAsync("now"));
        Assert.IsType<Target.Machine>(world.Started!.Target);
        Assert.Equal("host  2026-03-01 12:00:01Z  0 threads  watched 1.00s  the machine\n", world.Output);
    }

    [Fact]
    public async Task Json_has_every_thread()
    {
        var world = new CliWorld { Run = new FakeRun { Sights = Sights.All } };

        Assert.Equal(0, await world.RunAsync("now", "--format", "json", "-d", "100ms"));

        using var json = JsonDocument.Parse(world.Output);
        Assert.Equal("sysprof.now/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(
            49,
            json.RootElement.GetProperty("processes").EnumerateArray().Sum(process => process.GetProperty("threads").GetArrayLength()));
    }

    [Fact]
    public async Task The_end_of_the_target_is_told()
    {
        var run = new FakeRun();
        run.End();
        var world = new CliWorld { Run = run };

        Assert.Equal(0, await world.RunAsync("now", "12"));
        Assert.Equal("sysprof: note: the target ended, and the run with it\n", world.Error);
    }

    [Fact]
    public async Task Frames_follow_each_other_in_a_pipe_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var clock = new JumpingClock();
        clock.Jumped = now =>
        {
            if (now > TimeSpan.FromSeconds(6))
            {
                stop.Cancel();
            }
        };
        using var bytes = new MemoryStream();
        var world = new CliWorld
        {
            Clock = clock,
            Run = new FakeRun { Sights = Sights.All },
            Bytes = bytes,
            Stop = stop.Token,
        };

        Assert.Equal(0, await world.RunAsync("now", "--watch", "-d", "2s", "--format", "json"));

        string[] lines = System.Text.Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task On_a_terminal_frames_stay_in_one_place_until_a_key_leaves()
    {
        var screen = new FakeScreen();
        var clock = new HeldClock();
        int shown = 0;
        screen.Shown = frame =>
        {
            if (++shown == 4)
            {
                screen.Type("q");
            }
            else
            {
                clock.Pass(TimeSpan.FromSeconds(1));
            }
        };
        var world = new CliWorld
        {
            Clock = clock,
            Terminal = CliWorld.AtTerminal,
            Screen = screen,
            Run = new FakeRun { Sights = Sights.All },
        };

        Assert.Equal(0, await world.RunAsync("now", "-w"));

        Assert.True(screen.IsDisposed);
        Assert.Equal(4, screen.Frames.Count);
        Assert.Contains("waiting for the first frame", Assert.Single(screen.Frames[0]), StringComparison.Ordinal);
        Assert.All(screen.Frames.Skip(1), frame => Assert.InRange(frame.Count, 10, 24));
        Assert.Equal("", world.Output);
    }
}
