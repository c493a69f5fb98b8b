using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Bad input gets one clear line on stderr, nothing on stdout, and the right exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-bad-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("unknown option '--durtion'; did you mean '--duration'?", "stat", "--durtion", "5s")]
    [InlineData("--duration '10': has no unit; write 10ms, 10s, 10m or 10h", "stat", "-d", "10")]
    [InlineData("--duration '0s': must be longer than zero", "stat", "-d", "0s")]
    [InlineData("--duration '-1s': must be longer than zero", "stat", "-d", "-1s")]
    [InlineData("--duration '999999999h': is too long; the longest is 240000h", "stat", "-d", "999999999h")]
    [InlineData("-p and -- COMMAND cannot be combined: one kind of target at a time", "stat", "-p", "1", "--", "ls")]
    [InlineData("--ring-size '3M': must be a power of two from 4K to 1G", "stat", "--ring-size", "3M")]
    public async Task Wrong_command_lines_are_usage_errors(string message, params string[] arguments)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(arguments);

        Assert.Equal($"sysprof: error: {message}\n  see: sysprof stat --help\n", result.Error);
        Assert.Equal("", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task An_unknown_call_comes_with_a_suggestion()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("record", "-e", "opennat");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("  hint: did you mean openat?\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_exists_is_not_overwritten_and_the_command_not_run()
    {
        string recording = Path.Combine(_directory, "sysprof.rec");
        string trace = Path.Combine(_directory, "was-run");
        await File.WriteAllTextAsync(recording, "precious", TestContext.Current.CancellationToken);
        using SysprofProgram program = SysprofProgram.StartIn(_directory, "record", "--", "touch", trace);

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "sysprof: error: writing sysprof.rec: it exists already\n  hint: --force overwrites it, -o names another\n", result.Error);
        Assert.Equal("precious", await File.ReadAllTextAsync(recording, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(trace));
    }

    [Theory]
    [InlineData("/nowhere/x", "no such file or directory")]
    [InlineData("/proc/x", "no such file or directory")]
    [InlineData("/", "is a directory\n  hint: name a file in it")]
    public async Task An_unwritable_output_is_told_before_the_run(string path, string reason)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("stat", "-o", path);

        Assert.Equal($"sysprof: error: writing {path}: {reason}\n", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task A_pattern_that_says_nothing_is_refused()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("stat", "--comm", "");

        Assert.StartsWith("sysprof: error: --comm: a pattern of no characters fits every thread", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task A_report_without_a_recording_says_how_to_make_one()
    {
        using SysprofProgram program = SysprofProgram.StartIn(_directory, "report");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "sysprof: error: reading sysprof.rec: no such file or directory\n"
                + "  hint: make one with 'sysprof record', or name another\n",
            result.Error);
    }

    [Fact]
    public async Task What_was_typed_does_not_reach_the_terminal_as_it_is()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("report", "\u001b[31m\n.rec");

        Assert.Equal("sysprof: error: reading \\x1b[31m\\x0a.rec: no such file or directory\n", result.Error);
    }

    [Fact]
    public async Task A_full_disk_under_stdout_is_an_error()
    {
        using SysprofProgram program = SysprofProgram.StartShell("\"$SYSPROF\" --help >/dev/full");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal("sysprof: error: writing standard output: no space left on device\n", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public async Task A_closed_stdin_is_no_recording()
    {
        using SysprofProgram program = SysprofProgram.StartShell("\"$SYSPROF\" report - <&-");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(
            new(1, "", "sysprof: error: reading standard input: it is closed\n  hint: redirect it, or name a file\n"), result);
    }

    [Theory]
    [InlineData(127, "/nowhere/command")]
    [InlineData(126, "/etc/passwd")]
    public async Task A_command_that_cannot_be_run_is_told_as_in_a_shell(int exitCode, string command)
    {
        SysprofProgram.RequireRoot();

        SysprofProgram.Result result = await SysprofProgram.RunAsync("stat", "--", command);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith("sysprof: error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(command, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_process_that_does_not_exist_is_told()
    {
        SysprofProgram.RequireRoot();

        SysprofProgram.Result result = await SysprofProgram.RunAsync("stat", "-p", "4194305");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("sysprof: error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("4194305", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_root_it_says_what_is_needed()
    {
        SysprofProgram.RequireRoot();
        using SysprofProgram program = SysprofProgram.StartShell(
            "setpriv --bounding-set=-all --inh-caps=-all \"$SYSPROF\" stat -d 100ms");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(77, result.ExitCode);
        Assert.Matches("^sysprof: error: .*\n  hint: .*root.*\n$", result.Error);
        Assert.Equal("", result.Output);
    }
}
