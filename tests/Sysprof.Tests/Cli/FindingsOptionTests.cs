using System.Text.Json;
using Sysprof.Profile.Findings;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class FindingsOptionTests
{
    [Fact]
    public async Task A_quiet_run_has_none_and_still_its_ledger()
    {
        var world = new CliWorld { Run = new FakeRun() };

        Assert.Equal(0, await world.RunAsync("stat", "-d", "3s", "--findings"));

        string[] lines = world.Output.Split('\n');
        Assert.Equal("no findings", lines[2]);
        Assert.StartsWith("ledger: entered 21", lines[4], StringComparison.Ordinal);
        Assert.Equal("", world.Error);
    }

    [Theory]
    [InlineData(FindingRules.DefaultLimit)]
    [InlineData(1, "--limit", "1")]
    [InlineData(13, "--limit", "0")]
    public async Task The_first_are_shown_and_the_others_counted(int shown, params string[] limit)
    {
        var world = new CliWorld { Run = Yields(13) };

        Assert.Equal(0, await world.RunAsync(["stat", "-d", "1s", "--findings", "--format", "json", .. limit]));

        JsonElement json = JsonDocument.Parse(world.Output).RootElement;
        Assert.Equal("sysprof.findings/1", json.GetProperty("schema").GetString());
        Assert.Equal(shown, json.GetProperty("findings").GetArrayLength());
        Assert.Equal(13 - shown, json.GetProperty("more").GetInt32());
    }

    [Theory]
    [InlineData("--by is for calls, and --findings shows none", "--by", "process")]
    [InlineData("--sort is for calls, and --findings shows none", "-s", "calls")]
    [InlineData("--operations is for calls, and --findings shows none", "--operations", "all")]
    [InlineData("--findings: the formats are table and json", "--format", "csv")]
    [InlineData("--findings rests on all calls; without -x and --errno it has them", "-x")]
    [InlineData("--findings rests on all calls; without -x and --errno it has them", "--errno", "EAGAIN")]
    public async Task What_means_nothing_for_findings_is_refused(string message, params string[] options)
    {
        var world = new CliWorld();

        Assert.Equal(2, await world.RunAsync(["stat", "--findings", .. options]));
        Assert.StartsWith($"sysprof: error: {message}\n", world.Error, StringComparison.Ordinal);
    }

    /// <summary>A run with so many programs that yield all the time.</summary>
    private static FakeRun Yields(int programs) => new()
    {
        Script = interval =>
        {
            var builder = new SummaryBuilder();
            for (int tgid = 1; tgid <= programs; tgid++)
            {
                builder.Thread(tgid, tgid, $"program-{tgid}").Part("sched_yield", 10_007 + tgid, 400);
            }

            long startNs = 1_000_000_000L * (interval + 1);
            return builder.BuildInterval(startNs, startNs + 1_000_000_000, 1000);
        },
    };
}
