using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>What every thread of a real program is in, by the built program.</summary>
public sealed class NowTests
{
    [Theory]
    [InlineData("PID 'x': must be a number from 1 to 2147483647, or several as in 12,13", "now", "x")]
    [InlineData("PID 'ls': must be a number from 1 to 2147483647, or several as in 12,13", "now", "--", "ls")]
    [InlineData("-p and --comm cannot be combined: one kind of target at a time", "now", "1", "--comm", "x")]
    public async Task Wrong_command_lines_are_usage_errors(string message, params string[] arguments)
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync(arguments);

        Assert.Equal(new(2, "", $"sysprof: error: {message}\n  see: sysprof now --help\n"), result);
    }

    [Fact]
    public async Task A_process_that_is_not_there_is_told()
    {
        SysprofProgram.RequireRoot();
        SysprofProgram.Result result = await SysprofProgram.RunAsync("now", "4194304");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("sysprof: error: tracing process 4194304: no such process\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_sleeps_is_seen_in_its_call_and_goes_on_sleeping()
    {
        SysprofProgram.RequireRoot();
        using Process sleeping = Process.Start("sleep", "1009");
        try
        {
            string pid = sleeping.Id.ToString(CultureInfo.InvariantCulture);
            while (!(await File.ReadAllTextAsync($"/proc/{pid}/syscall", TestContext.Current.CancellationToken)).StartsWith("230 "))
            {
                await Task.Yield();
            }

            string before = await File.ReadAllTextAsync($"/proc/{pid}/syscall", TestContext.Current.CancellationToken);
            SysprofProgram.Result table = await SysprofProgram.RunAsync("now", pid, "-d", "100ms");
            SysprofProgram.Result json = await SysprofProgram.RunAsync("now", pid, "-d", "100ms", "--format", "json");
            string after = await File.ReadAllTextAsync($"/proc/{pid}/syscall", TestContext.Current.CancellationToken);

            Assert.Equal((0, ""), (table.ExitCode, table.ErrorButLateLooks));
            Assert.Contains(" 100% 100% clock_nanosleep(CLOCK_REALTIME", table.Output, StringComparison.Ordinal);
            Assert.All(table.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
            Assert.Equal(before, after);
            AssertIsInCall(json, before);
        }
        finally
        {
            sleeping.Kill();
        }
    }

    [Fact]
    public async Task Frames_go_on_until_a_signal()
    {
        SysprofProgram.RequireRoot();
        using SysprofProgram program = SysprofProgram.Start("now", "--watch", "-d", "50ms", "--format", "json", "--comm", "^dotnet|Sysprof");
        await program.OutputBeginsAsync();
        await program.SignalAsync("INT");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal((0, ""), (result.ExitCode, result.ErrorButLateLooks));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    private static void AssertIsInCall(SysprofProgram.Result result, string syscall)
    {
        Assert.Equal((0, ""), (result.ExitCode, result.ErrorButLateLooks));
        using var json = JsonDocument.Parse(result.Output);
        JsonElement process = Assert.Single(json.RootElement.GetProperty("processes").EnumerateArray());
        JsonElement thread = Assert.Single(process.GetProperty("threads").EnumerateArray());
        JsonElement call = thread.GetProperty("call");
        string[] words = syscall.Split(' ');
        Assert.Equal(words[0], call.GetProperty("number").GetRawText());
        Assert.Equal(words[1..7], call.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!));
        Assert.True(thread.GetProperty("for_is_at_least").GetBoolean());
        Assert.Equal("S", thread.GetProperty("state").GetString());
        Assert.Equal(1, thread.GetProperty("shares").GetProperty("waiting").GetDouble());
    }
}
