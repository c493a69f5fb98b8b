using System.Text.Json;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>In each kind of namespace a run is right, or refused with a hint.</summary>
public sealed class NamespaceTests
{
    private const int Calls = 1009;

    public NamespaceTests() => SysprofProgram.RequireRoot();

    [Theory]
    [InlineData("--mount")]
    [InlineData("--cgroup")]
    [InlineData("--net")]
    [InlineData("--ipc")]
    [InlineData("--uts")]
    [InlineData("--time --monotonic -500 --boottime -500")]
    [InlineData("--time --monotonic 100000 --boottime 7")]
    public async Task Counts_and_times_are_right(string namespaces)
    {
        using SysprofProgram program = SysprofProgram.StartShell(
            $"exec unshare {namespaces} \"$SYSPROF\" stat -e getppid --format json -o /dev/fd/3 -- {Paths.Workload} counts {Calls} 3>&1 >&2");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(0, result.ExitCode);
        AssertCounted(result.Output);
    }

    /// <summary>There it is decided by the clock when to look, and how long that was.</summary>
    [Theory]
    [InlineData("-500")]
    [InlineData("100000")]
    public async Task A_bound_and_a_duration_hold_where_the_clock_is_another(string seconds)
    {
        using SteadyProgram steady = SteadyProgram.Start();
        using SysprofProgram program = SysprofProgram.StartAs(
            ["unshare", "--time", "--monotonic", seconds, SysprofProgram.Path,
                "stat", "-p", $"{steady.Tgid}", "-d", "500ms", "--max-overhead", "2%", "--format", "json"]);

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(0, json.RootElement.GetProperty("ledger").GetProperty("unaccounted").GetInt64());
        Assert.True(json.RootElement.GetProperty("ledger").GetProperty("entered").GetInt64() > 0, result.Output);
        Assert.InRange(json.RootElement.GetProperty("duration_seconds").GetDouble(), 0.5, 60);
    }

    [Theory]
    [InlineData("--pid --fork", "PID")]
    [InlineData("--user --map-root-user", "user")]
    [InlineData("--user", "user")]
    public async Task Where_nothing_can_be_traced_that_is_said(string namespaces, string name)
    {
        using SysprofProgram program = SysprofProgram.StartShell($"exec unshare {namespaces} \"$SYSPROF\" stat -d 1s");

        SysprofProgram.Result result = await program.EndAsync();

        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"sysprof: error: looking at processes: this {name} namespace is a container's: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n  hint: run sysprof ", result.Error, StringComparison.Ordinal);
    }

    private static void AssertCounted(string output)
    {
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement ledger = json.RootElement.GetProperty("ledger");
        Assert.Equal(
            (Calls, Calls, 0, 0),
            (ledger.GetProperty("entered").GetInt64(), ledger.GetProperty("returned").GetInt64(),
                ledger.GetProperty("lost").GetInt64(), ledger.GetProperty("unaccounted").GetInt64()));
        JsonElement time = Assert.Single(json.RootElement.GetProperty("threads").EnumerateArray()).GetProperty("time");
        // Between its birth and its death, and not a namespace's offset more.
        Assert.InRange(time.GetProperty("wall_seconds").GetDouble(), 1e-6, 60);
    }
}
