using System.Text.Json;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>A program that does nothing but make calls, looked at with a bound on the cost.</summary>
public sealed class MaxOverheadTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-bound-").FullName;

    public MaxOverheadTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_result_says_which_part_of_the_time_was_seen_and_what_the_bound_was()
    {
        string file = Path.Combine(_directory, "x.json");

        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "--max-overhead", "1%", "--format", "json", "-o", file, "--", SteadyProgram.Workload, "spin", "1", "2s");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.InRange(json.RootElement.GetProperty("seen_fraction").GetDouble(), 0.0001, 0.5);
        JsonElement ledger = json.RootElement.GetProperty("ledger");
        Assert.Equal(0, ledger.GetProperty("unaccounted").GetInt64());
        JsonElement cost = json.RootElement.GetProperty("cost");
        Assert.Equal(0.01, cost.GetProperty("max_cpu_fraction").GetDouble());
    }

    [Fact]
    public async Task A_recording_says_it_too()
    {
        string file = Path.Combine(_directory, "x.rec");

        SysprofProgram.Result recorded = await SysprofProgram.RunAsync(
            "record", "--max-overhead", "1%", "-i", "100ms", "-o", file, "--", SteadyProgram.Workload, "spin", "1", "2s");
        SysprofProgram.Result reported = await SysprofProgram.RunAsync("report", file);

        Assert.Equal(0, recorded.ExitCode);
        Assert.Contains("of the time (--max-overhead 1%); rates are scaled", recorded.Error, StringComparison.Ordinal);
        Assert.Equal(0, reported.ExitCode);
        Assert.Contains("of the time (--max-overhead 1%); rates are scaled", reported.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_little_is_seen_all_of_the_time()
    {
        using SteadyProgram program = SteadyProgram.Start();

        SysprofProgram.Result result = await SysprofProgram.RunAsync(
            "stat", "--max-overhead", "100%", "-p", $"{program.Tgid}", "-d", "1s");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("seen 100% of the time (--max-overhead 100%)\n", result.Output, StringComparison.Ordinal);
    }
}
