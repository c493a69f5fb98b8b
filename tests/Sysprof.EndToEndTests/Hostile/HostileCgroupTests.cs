using System.Text.Json;
using Sysprof.EndToEndTests.Serving;
using Sysprof.KernelTests.Cgroups;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.EndToEndTests.Hostile;

/// <summary>Cgroups that anybody may make to whom a cgroup was delegated: they end no run, and their calls are counted.</summary>
public sealed class HostileCgroupTests
{
    private const int Levels = 101;
    private const int Calls = 1009;
    private const int Cgroups = 503;

    private static readonly string s_path = $"/sysprof-test-hostile-{Environment.ProcessId}";

    public HostileCgroupTests() => SysprofProgram.RequireRoot();

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Stat_shows_the_calls_of_a_cgroup_whose_path_is_longer_than_any_file_may_have(string when)
    {
        string root = ControlGroup.Mount + s_path;

        IReadOnlyDictionary<string, long> calls = await StatAsync("deep_cgroups", root, when, $"{Levels}", $"{Calls}");

        Assert.Equal(Calls, calls.Single(cgroup => IsInnermost(cgroup.Key)).Value);
    }

    [Fact]
    public async Task Stat_shows_the_calls_of_cgroups_that_are_gone()
    {
        IReadOnlyDictionary<string, long> calls = await StatAsync("cgroup_churn", ControlGroup.Mount + s_path, $"{Cgroups}", "101", "3");

        Assert.Equal(
            Enumerable.Range(0, Cgroups).Select(number => (Path: $"{s_path}/gone-{number}", Calls: 3L)).Order(),
            calls.Where(cgroup => cgroup.Key.Contains("/gone-", StringComparison.Ordinal)).Select(cgroup => (cgroup.Key, cgroup.Value)).Order());
    }

    [Fact]
    public async Task Serve_counts_the_calls_of_a_cgroup_whose_path_is_longer_than_any_file_may_have()
    {
        using RunningWorkload workload = await RunningWorkload.Start(
            "deep_cgroups", ControlGroup.Mount + s_path, "after", $"{Levels}", $"{Calls}", "--linger");
        await using ServedProgram program = await ServedProgram.StartAsync("--collector.cgroup", "-e", "getppid");
        Scrape before = await program.ScrapeAsync();
        workload.Go();
        await workload.ReadPromise();
        // The cgroups are there still, and the child in the innermost is gone.
        Scrape after = await program.ScrapeAsync();
        await workload.End();

        KeyValuePair<string, long> innermost = Assert.Single(
            after.IncreaseOf("sysprof_cgroup_syscalls_total", before), series => IsInnermost(series.Key["cgroup=\"".Length..^1]));
        Assert.Equal(Calls, innermost.Value);
        await program.EndAsync();
    }

    /// <summary>Right, or right from its end with a sign that upper directories are missing.</summary>
    private static bool IsInnermost(string path)
    {
        string right = NestedCgroups.PathOf(s_path, Levels);
        return path == right || NestedCgroups.IsCutOf(path, right);
    }

    /// <summary>Runs a scenario under <c>stat --by cgroup</c>; how often getppid was called, by the path of the cgroup.</summary>
    private static async Task<IReadOnlyDictionary<string, long>> StatAsync(params string[] words)
    {
        string file = Path.GetTempFileName();
        try
        {
            SysprofProgram.Result result = await SysprofProgram.RunAsync(
                ["stat", "--by", "cgroup", "--format", "json", "--force", "-o", file, "--", Paths.Workload, .. words]);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            JsonElement ledger = json.RootElement.GetProperty("ledger");
            Assert.Equal((0, 0), (ledger.GetProperty("lost").GetInt64(), ledger.GetProperty("unaccounted").GetInt64()));
            return json.RootElement.GetProperty("cgroups").EnumerateArray().ToDictionary(
                cgroup => cgroup.GetProperty("path").GetString()!,
                cgroup => cgroup.GetProperty("syscalls").EnumerateArray()
                    .Where(call => call.GetProperty("name").GetString() == "getppid").Sum(call => call.GetProperty("calls").GetInt64()));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
