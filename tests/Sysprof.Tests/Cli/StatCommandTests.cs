using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class StatCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-stat-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("--sizes")]
    [InlineData("--sizes --by process")]
    [InlineData("--sizes --by file --format json")]
    [InlineData("--sizes --findings")]
    public async Task Sizes_are_for_tables_of_files_and_peers(string options)
    {
        var world = new CliWorld();

        Assert.Equal(2, await world.RunAsync(["stat", .. options.Split(' ')]));
        Assert.StartsWith(
            "sysprof: error: --sizes is for tables by file and peer; in json these have all sizes\n", world.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_is_on_stdout_and_nothing_else()
    {
        var world = new CliWorld { Run = new FakeRun() };

        Assert.Equal(0, await world.RunAsync("stat", "-d", "3s", "--by", "syscall", "--format", "json"));
        Assert.StartsWith("{", world.Output, StringComparison.Ordinal);
        Assert.Contains("\"getppid\"", world.Output, StringComparison.Ordinal);
        Assert.Equal("", world.Error);
        Assert.True(world.Run.IsDisposed);
        Assert.False(world.Run.HasMostPrivileges);
    }

    [Fact]
    public async Task The_table_ends_with_the_ledger_and_the_cost()
    {
        var world = new CliWorld { Run = new FakeRun() };

        await world.RunAsync("stat", "-d", "3s");

        string[] lines = world.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("ledger: entered 21 = returned 21", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("cost: 250 ns per call", lines[^1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain('\u001b', world.Output);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("strace")]
    public async Task Formats_without_a_place_for_the_ledger_have_it_on_stderr(string format)
    {
        var world = new CliWorld { Run = new FakeRun() };

        await world.RunAsync("stat", "-d", "3s", "--format", format);

        Assert.StartsWith("ledger: ", world.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ledger", world.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_takes_the_result_instead()
    {
        string file = Path.Combine(_directory, "out.json");
        var world = new CliWorld { Run = new FakeRun() };

        Assert.Equal(0, await world.RunAsync("stat", "-d", "1s", "--format", "json", "-o", file));
        Assert.Equal("", world.Output + world.Error);
        Assert.Contains("getppid", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_exists_is_refused_before_anything_is_traced_unless_forced()
    {
        string file = Path.Combine(_directory, "out");
        await File.WriteAllTextAsync(file, new string('x', 100_000), TestContext.Current.CancellationToken);
        var refused = new CliWorld();
        var forced = new CliWorld { Run = new FakeRun() };

        Assert.Equal(1, await refused.RunAsync("stat", "-o", file));
        Assert.Equal(
            $"sysprof: error: writing {file}: it exists already\n  hint: --force overwrites it, -o names another\n", refused.Error);
        Assert.Equal(0, await forced.RunAsync("stat", "-d", "1s", "-o", file, "--force"));
        string written = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("xxxx", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_before_anything_is_traced()
    {
        var world = new CliWorld();

        Assert.Equal(1, await world.RunAsync("stat", "-o", "/nowhere/out"));
        Assert.Equal("sysprof: error: writing /nowhere/out: no such file or directory\n", world.Error);
    }

    [Fact]
    public async Task A_target_that_ends_is_noted_with_the_result()
    {
        var world = new CliWorld { Run = new FakeRun() };
        world.Run.End();

        Assert.Equal(0, await world.RunAsync("stat", "-p", "10"));
        Assert.NotEqual("", world.Output);
        Assert.Equal("sysprof: note: the target ended, and the run with it\n", world.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(143)]
    public async Task The_exit_code_of_the_command_comes_through(int exitCode)
    {
        var world = new CliWorld { Run = new FakeRun() };
        world.Run.End(exitCode);

        Assert.Equal(exitCode, await world.RunAsync("stat", "--", "command"));
        Assert.NotEqual("", world.Output);
        Assert.Equal("", world.Error);
    }

    [Fact]
    public async Task A_command_that_outlives_the_time_still_gives_its_exit_code()
    {
        var world = new CliWorld { Run = new FakeRun() };
        Task<int> running = world.RunAsync("stat", "-d", "1s", "--", "command");
        while (!world.Run.IsStopped)
        {
            await Task.Yield();
        }

        Assert.False(running.IsCompleted);
        world.Run.End(3);
        Assert.Equal(3, await running);
        Assert.Equal("sysprof: note: the time is up; tracing ended, the command runs on\n", world.Error);
    }

    [Fact]
    public async Task Progress_follows_a_terminal_that_changes()
    {
        int width = 60;
        var world = new CliWorld
        {
            Run = new FakeRun(),
            Terminal = new(true, true, true, 80, NoColor: false, Dumb: false) { AskErrorWidth = () => width -= 10 },
        };

        await world.RunAsync("stat", "-d", "1s", "--color", "never");

        string[] shown = world.Error.Split("\r\u001b[K");
        Assert.Equal([49, 39, 29, 19], shown[1..5].Select(line => line.Length));
    }

    [Fact]
    public async Task A_closed_stdout_is_told_before_anything_is_traced()
    {
        var world = new CliWorld
        {
            Terminal = new(false, false, false, 80, NoColor: false, Dumb: false) { OutputIsClosed = true },
        };

        Assert.Equal(1, await world.RunAsync("stat"));
        Assert.Equal(
            "sysprof: error: writing standard output: it is closed\n  hint: redirect it, or name a file with -o\n", world.Error);
    }

    [Fact]
    public async Task Progress_is_on_a_terminals_stderr_and_leaves_nothing_behind()
    {
        var world = new CliWorld
        {
            Run = new FakeRun(),
            Terminal = new(true, true, true, 60, NoColor: false, Dumb: false),
        };

        await world.RunAsync("stat", "-d", "1s", "--color", "never");

        string[] shown = world.Error.Split("\r\u001b[K");
        Assert.Contains("0:01 left | 0 calls/s | 1 threads | 0 lost | cost 0.0", shown[1], StringComparison.Ordinal);
        Assert.All(shown, text => Assert.InRange(text.Length, 0, 59));
        Assert.Equal("", shown[^1]);
        Assert.DoesNotContain('\u001b', world.Output);
    }

    [Theory]
    [InlineData(false, false, "auto", true)]
    [InlineData(true, false, "auto", false)]
    [InlineData(false, true, "auto", false)]
    [InlineData(true, true, "always", true)]
    [InlineData(false, false, "never", false)]
    public async Task Colours_are_for_terminals_that_want_them(bool noColor, bool dumb, string mode, bool coloured)
    {
        var world = new CliWorld { Run = new FakeRun(), Terminal = new(true, true, false, 80, noColor, dumb) };

        await world.RunAsync("stat", "-d", "1s", "--color", mode);

        Assert.Equal(coloured, world.Output.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_of_the_session_is_printed_with_its_hint_and_code()
    {
        var world = new CliWorld
        {
            StartError = new SysprofException(
                "attaching on_sys_exit: operation not permitted", "run as root, or grant CAP_BPF", ExitCode.NotPermitted),
        };
        string file = Path.Combine(_directory, "out");

        Assert.Equal(77, await world.RunAsync("stat", "-o", file));
        Assert.Equal(
            "sysprof: error: attaching on_sys_exit: operation not permitted\n  hint: run as root, or grant CAP_BPF\n", world.Error);
        Assert.False(File.Exists(file));
    }
}
