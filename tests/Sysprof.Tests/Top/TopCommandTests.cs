using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Profile.Export;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>How top begins, and how it ends.</summary>
public class TopCommandTests
{
    [Theory]
    [InlineData("-n 3", "--frames is for --batch")]
    [InlineData("--format json", "--format is for --batch")]
    [InlineData("--limit 3", "--limit is for --batch")]
    [InlineData("--batch -n 0", "--frames '0': must be a number from 1 to 2147483647")]
    [InlineData("--batch --limit x", "--limit 'x': must be a number from 0 to 2147483647, 0 for all rows")]
    [InlineData("--batch --format strace", "--format 'strace': must be one of table, json, csv")]
    [InlineData("--batch --by errno --format json", "--by errno is a table; in json and csv every row has its errnos")]
    [InlineData("--by cpu", "--by 'cpu': must be one of syscall, process, thread, pool, errno, cgroup, file, peer, finding")]
    [InlineData("x.rec -- ls", "the recording x.rec and a command cannot be combined")]
    [InlineData("x.rec --no-follow", "--no-follow is for tracing, and a recording was made already")]
    [InlineData("x.rec y.rec", "unexpected argument 'y.rec'; a command to run is written after --")]
    [InlineData("--idle -s busy", "--idle counts idle waits, and --sort busy leaves them out")]
    [InlineData("-i 1ms", "--interval '1ms': must be 10ms or longer")]
    public async Task Wrong_words(string line, string message)
    {
        var world = new CliWorld { Terminal = CliWorld.AtTerminal };

        Assert.Equal(2, await world.RunAsync(["top", .. line.Split(' ')]));
        Assert.Equal($"sysprof: error: {message}\n  see: sysprof top --help\n", world.Error);
    }

    /// <summary>Before anything is traced or a screen is opened: both would throw here.</summary>
    [Theory]
    [InlineData("syscall", "pid")]
    [InlineData("process", "errno")]
    [InlineData("errno", "time")]
    [InlineData("thread", "cgroup")]
    public async Task A_table_is_sorted_by_its_own_columns_alone(string by, string key)
    {
        foreach (string[] mode in (string[][])[[], ["--batch"]])
        {
            var world = new CliWorld { Terminal = CliWorld.AtTerminal };

            Assert.Equal(2, await world.RunAsync(["top", "--by", by, "-s", key, .. mode]));
            Assert.StartsWith($"sysprof: error: --sort '{key}': ", world.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_there_is_not_comes_with_those_there_are()
    {
        var world = new CliWorld { Terminal = CliWorld.AtTerminal };

        Assert.Equal(2, await world.RunAsync("top", "-s", "tme"));
        Assert.Contains("did you mean 'time'?", world.Error, StringComparison.Ordinal);
    }

    /// <summary>A column that nobody could sort by from the command line would be a mistake in its declaration.</summary>
    [Fact]
    public async Task Every_table_is_sorted_by_each_of_its_columns()
    {
        string[] groups = ["syscall", "process", "thread", "pool", "errno", "cgroup", "file", "peer", "finding"];
        using var recorded = new RecordedWebServer(2);
        for (int table = 0; table < groups.Length; table++)
        {
            foreach (SortKey key in TopTables.All[table].Columns.Select(column => column.Sort).Distinct())
            {
                TopSession session = await TopSession.ReplayAsync(
                    recorded.File, new ScreenSize(300, 30), ["--by", groups[table], "-s", key.Name]);
                Assert.Contains("▼", session.Last, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false, true, false, "stdout is none")]
    [InlineData(true, false, false, "stdin is none")]
    [InlineData(true, true, true, "TERM is dumb, or not set")]
    public async Task Without_a_terminal_it_names_batch(bool output, bool input, bool dumb, string why)
    {
        var world = new CliWorld { Terminal = new TerminalInfo(input, output, true, 80, NoColor: false, dumb) };

        Assert.Equal(2, await world.RunAsync("top"));
        Assert.Equal(
            $"sysprof: error: top needs a terminal, and {why}; --batch prints frames without one\n  see: sysprof top --help\n",
            world.Error);
    }

    [Fact]
    public async Task The_end_of_the_target_ends_it_with_a_note()
    {
        var session = new TopSession { Run = new FakeRun() };
        await session.PlayAsync([], "1s", "end of target");

        Assert.Equal(0, session.ExitCode);
        Assert.Equal("sysprof: note: the target ended, and the run with it\n", session.Error);
        Assert.True(session.IsClosed);
        Assert.True(session.Run.IsDisposed);
    }

    [Fact]
    public async Task When_the_time_is_up_it_ends()
    {
        var session = new TopSession { Run = new FakeRun() };
        await session.PlayAsync(["-d", "2s"], "1s", "1s");

        Assert.Equal((0, "", true), (session.ExitCode, session.Error, session.IsClosed));
        Assert.Equal(2, session.Frames.Count);
    }

    [Fact]
    public async Task A_new_size_is_drawn_at_once()
    {
        var session = new TopSession { Run = new FakeRun(), Size = new ScreenSize(100, 30) };
        await session.PlayAsync([], "1s", "40x10", "200x50");

        Assert.Equal([30, 30, 10, 50], session.Frames.Select(frame => frame.Count));
        Assert.Equal(1, session.Run.Intervals);
    }

    [Fact]
    public async Task An_error_of_the_run_closes_the_screen_and_comes_through()
    {
        var session = new TopSession
        {
            Run = new FakeRun { Script = second => second < 1 ? WebServer.Interval(second) : throw new InvalidDataException("in the run") },
        };

        Assert.Equal("in the run", (await Assert.ThrowsAsync<InvalidDataException>(() => session.PlayAsync([], "1s", "1s"))).Message);
        Assert.True(session.IsClosed);
        Assert.True(session.Run.IsDisposed);
    }

    [Fact]
    public async Task An_error_of_the_screen_closes_it_and_comes_through()
    {
        var screen = new FakeScreen { Shown = _ => throw new InvalidDataException("while drawing") };
        var world = new CliWorld { Terminal = CliWorld.AtTerminal, Screen = screen, Run = new FakeRun(), Clock = new HeldClock() };

        Assert.Equal("while drawing", (await Assert.ThrowsAsync<InvalidDataException>(() => world.RunAsync("top"))).Message);
        Assert.True(screen.IsDisposed);
        Assert.True(world.Run.IsDisposed);
    }

    [Fact]
    public async Task What_is_hidden_keeps_its_history()
    {
        using var recorded = new RecordedWebServer(12);
        var size = new ScreenSize(200, 40);
        TopSession hidden = await TopSession.ReplayAsync(recorded.File, size, [], "fwrite\r", "....", "f", "\u0015\r", "..");
        TopSession shown = await TopSession.ReplayAsync(recorded.File, size, [], "......");

        Assert.Contains("1-1 of 1", hidden.Texts[2], StringComparison.Ordinal);
        Assert.Equal(shown.Last, hidden.Last);
    }
}
