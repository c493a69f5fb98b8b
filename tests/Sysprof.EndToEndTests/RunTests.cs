using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Whole runs on the real kernel.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-run-").FullName;

    public RunTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_machine_is_shown_for_a_while()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("stat", "-d", "300ms");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Contains("ledger: entered ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task The_exit_code_of_a_command_comes_through_and_the_streams_stay_apart()
    {
        string file = Path.Combine(_directory, "out.json");

        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "--format", "json", "-o", file, "--", "sh", "-c", "echo out; echo err >&2; exit 7");

        Assert.Equal(new(7, "out\n", "err\n"), result);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal("sysprof.summary/1", json.RootElement.GetProperty("schema").GetString());
    }

    [Fact]
    public async Task A_command_that_a_signal_kills_gives_128_and_its_number()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("stat", "--by", "syscall", "--", "sh", "-c", "kill -9 $$");

        Assert.Equal(137, result.ExitCode);
        Assert.Contains("kill", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task A_signal_ends_a_run_early_with_a_whole_result(string signal)
    {
        using SysprofProgram program = SysprofProgram.Start("stat", "--format", "json");
        await program.HandlesSignalsAsync();
        await program.SignalAsync(signal);

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        using var json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.TryGetProperty("ledger", out _));
    }

    [Fact]
    public async Task A_recording_that_is_interrupted_is_whole()
    {
        using SysprofProgram program = SysprofProgram.StartIn(_directory, "record", "-i", "100ms");
        await program.HandlesSignalsAsync();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await program.SignalAsync("INT");

        SysprofProgram.Result recorded = await program.EndAsync();
        using SysprofProgram report = SysprofProgram.StartIn(_directory, "report");
        SysprofProgram.Result reported = await report.EndAsync();

        Assert.Equal(0, recorded.ExitCode);
        Assert.Equal("", recorded.Output);
        Assert.StartsWith("sysprof.rec: ", recorded.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (reported.ExitCode, reported.Error));
    }

    [Fact]
    public async Task A_recording_of_a_command_shows_its_calls()
    {
        string file = Path.Combine(_directory, "x.rec");

        SysprofProgram.Result recorded = await SysprofProgram.RunAsync(
            "record", "-i", "50ms", "-o", file, "--", "sh", "-c", "for i in 1 2 3 4 5 6 7; do /bin/true; done; exit 3");
        SysprofProgram.Result reported = await SysprofProgram.RunAsync("report", file, "-e", "execve", "--by", "syscall", "--format", "csv");

        Assert.Equal(3, recorded.ExitCode);
        Assert.Equal(0, reported.ExitCode);

        // The shell and seven times true.
        string row = Assert.Single(reported.Output.Split('\n'), line => line.Contains("execve", StringComparison.Ordinal));
        Assert.Contains(",8,", row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public async Task A_signal_is_passed_on_to_the_command(string signal)
    {
        using SysprofProgram program = SysprofProgram.StartIn(
            _directory,
            "stat",
            "--by",
            "syscall",
            "--",
            "sh",
            "-c",
            $"trap 'echo {signal}; exit 9' {signal}; : > ready; while :; do sleep 0.05; done");
        await FileAppearsAsync("ready");
        await program.SignalAsync(signal);

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal((9, ""), (result.ExitCode, result.Error));
        Assert.StartsWith($"{signal}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("exit_group", result.Output, StringComparison.Ordinal);
        Assert.Contains("+ in flight 0 + ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_that_end_nothing_are_passed_on_as_often_as_they_come()
    {
        const string script =
            "trap 'echo USR1; : > again' USR1; trap 'echo USR2; exit 9' USR2; : > ready; while :; do sleep 0.05; done";
        using SysprofProgram program = SysprofProgram.StartIn(_directory, "stat", "--", "sh", "-c", script);
        await FileAppearsAsync("ready");
        await program.SignalAsync("USR1");
        await FileAppearsAsync("again");
        File.Delete(Path.Combine(_directory, "again"));
        await program.SignalAsync("USR1");
        await FileAppearsAsync("again");
        await program.SignalAsync("USR2");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal((9, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("USR1\nUSR1\nUSR2\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stat")]
    [InlineData("record -o x.rec")]
    public async Task A_signal_that_comes_while_the_command_is_started_is_passed_on_too(string words)
    {
        using SysprofProgram program = SysprofProgram.StartIn(
            _directory, [.. words.Split(' '), "--", "sh", "-c", "trap 'exit 9' USR1; while :; do sleep 0.05; done"]);
        await program.HandlesSignalsAsync();
        await program.SignalAsync("USR1");

        // It has no trap yet when it gets it, or has one: both are the command's end, not sysprof's.
        SysprofProgram.Result result = await program.EndAsync();

        Assert.Contains(result.ExitCode, (int[])[9, 138]);
        Assert.Contains("ledger: entered ", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task The_second_signal_aborts_at_once(string signal, int exitCode)
    {
        // The command lives as long as this test's directory. The kernel makes one of two signals that wait together.
        using SysprofProgram program = SysprofProgram.StartShell(
            $"""
            cd '{_directory}'
            exec "$SYSPROF" stat -- sh -c 'trap ": > got" INT TERM; : > ready; while [ -e ready ]; do sleep 0.05; done' >/dev/null 2>&1
            """);
        await FileAppearsAsync("ready");
        await program.SignalAsync(signal);
        await FileAppearsAsync("got");
        await program.SignalAsync(signal);

        Assert.Equal(exitCode, (await program.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Time_that_is_up_leaves_the_command_running_and_its_exit_code_comes_through()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "-d", "200ms", "--format", "json", "--", "sh", "-c", "sleep 1; exit 5");

        Assert.Equal(5, result.ExitCode);
        Assert.Equal("sysprof: note: the time is up; tracing ended, the command runs on\n", result.Error);
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_ends_ends_the_run()
    {
        using Process sleep = Process.Start("sleep", ["2"]);

        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "-p", sleep.Id.ToString(CultureInfo.InvariantCulture), "--by", "syscall");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("sysprof: note: the target ended, and the run with it\n", result.Error);
        Assert.Contains("exit_group", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_error()
    {
        using SysprofProgram program = SysprofProgram.StartShell(
            "\"$SYSPROF\" stat -d 200ms | true; echo \"${PIPESTATUS[0]}\"; \"$SYSPROF\" stat -d 200ms --format json | head -c 1");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(new(0, "0\n{", ""), result);
    }

    [Fact]
    public async Task A_reader_who_wants_one_line_gets_it()
    {
        using SysprofProgram program = SysprofProgram.StartShell(
            "\"$SYSPROF\" stat -d 200ms | head -n 1; echo \"${PIPESTATUS[0]}\"");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Matches("^.*  Linux .*\n0\n$", result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("head -c 10000 >/dev/null")]
    public async Task A_recording_whose_reader_leaves_ends_with_the_reason(string reader)
    {
        // Without --duration: it is the reader that ends it.
        using SysprofProgram program = SysprofProgram.StartShell(
            $"\"$SYSPROF\" record -i 20ms -o - | {reader}; echo \"${{PIPESTATUS[0]}}\"");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal("1\n", result.Output);
        Assert.Matches(
            @"^sysprof: error: writing standard output: the reader has gone\n  hint: \d+ intervals? \([0-9.]+ s\) saved\n$", result.Error);
    }

    [Theory]
    [InlineData("stat")]
    [InlineData("stat -- false")]
    [InlineData("record -o -")]
    [InlineData("check")]
    [InlineData("--help")]
    public async Task A_closed_stdout_is_an_error(string arguments)
    {
        using SysprofProgram program = SysprofProgram.StartShell($"\"$SYSPROF\" {arguments} >&-");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("sysprof: error: writing standard output: it is closed\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_that_are_closed_and_not_needed_are_no_error()
    {
        string file = Path.Combine(_directory, "out");
        using SysprofProgram program = SysprofProgram.StartShell(
            $"\"$SYSPROF\" stat -d 200ms -o {file} <&- >&- 2>&-");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(new(0, "", ""), result);
        Assert.Contains("ledger: ", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Open for reading alone, as a script of bash has a stderr that is closed; and full.</summary>
    [Theory]
    [InlineData("2</dev/null")]
    [InlineData("2>/dev/full")]
    public async Task Messages_that_cannot_be_written_change_nothing_else(string redirection)
    {
        string file = Path.Combine(_directory, "x.rec");
        using SysprofProgram recorded = SysprofProgram.StartShell($"\"$SYSPROF\" record -d 200ms -o {file} {redirection}");
        using SysprofProgram refused = SysprofProgram.StartShell($"\"$SYSPROF\" bogus {redirection}");

        Assert.Equal(new(0, "", ""), await recorded.EndAsync());
        Assert.Equal(new(2, "", ""), await refused.EndAsync());
        Assert.NotEqual(0, new FileInfo(file).Length);
    }

    [Fact]
    public async Task A_full_disk_ends_a_recording_with_the_reason()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("record", "-d", "1s", "-o", "/dev/full");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("sysprof: error: writing /dev/full: no space left on device\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_libbpf_says_stands_line_by_line_below_the_error()
    {
        using SysprofProgram program = SysprofProgram.StartShell("SYSPROF_BTF=/etc/passwd exec \"$SYSPROF\" stat -d 1s");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        string[] lines = result.Error.Split('\n');
        Assert.Equal("sysprof: error: loading the BPF programs: BPF object format invalid", lines[0]);
        Assert.Equal("  hint: `sysprof check` tells what this kernel lacks", lines[1]);
        Assert.StartsWith("  libbpf: ", lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain("\\x0a", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_check_finds_agrees_with_what_runs()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("check", "--format", "json");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("sysprof.check/1", json.RootElement.GetProperty("schema").GetString());
    }

    private async Task FileAppearsAsync(string name)
    {
        while (!File.Exists(Path.Combine(_directory, name)))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
