using System.Text.Json;
using Sysprof.Tests.Deployment;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>
/// The dashboard and the rules, asked of a real Prometheus that scrapes a real sysprof: everything returns data, whether
/// histograms are kept as classic or as native ones.
/// </summary>
[Collection("serving")]
public sealed class ServedExpressionsTests : IAsyncLifetime
{
    private ControlGroup? _cgroup;
    private RedisLoad? _redis;
    private SteadyProgram? _steady;
    private ServedProgram? _sysprof;

    public async ValueTask InitializeAsync()
    {
        SysprofProgram.RequireRoot();
        InstalledProgram.Require("prometheus");
        _redis = await RedisLoad.StartAsync();
        _steady = SteadyProgram.Prepare(seconds: 3600);
        _cgroup = new ControlGroup(_steady.Tgid, ".service");
        _steady.Go();
        _sysprof = await ServedProgram.StartAsync("--collector.process", "--collector.cgroup");
    }

    public async ValueTask DisposeAsync()
    {
        if (_sysprof is not null)
        {
            await _sysprof.DisposeAsync();
        }

        _steady?.Dispose();
        _redis?.Dispose();
        _cgroup?.Dispose();
    }

    [Theory]
    [InlineData("sysprof_syscall_duration_seconds_count")]
    [InlineData("histogram_count(sysprof_syscall_duration_seconds)", "native-histograms", "exemplar-storage")]
    public async Task Every_expression_returns_data(string durations, params string[] features)
    {
        await using PrometheusServer prometheus = await PrometheusServer.StartAsUsersDoAsync(features, _sysprof!);
        var asked = new List<(string Asker, string Expression)> { ("durations", durations) };
        asked.AddRange(GrafanaDashboard.Load().Queries("10s"));
        IReadOnlyList<JsonElement> recorded = await prometheus.RulesAsync("recording");
        asked.AddRange(recorded.Select(rule => rule.GetProperty("name").GetString()!).Select(name => (name, name)));
        Assert.True(recorded.Count > 10 && asked.Count > 40, "rules or panels are missing");

        foreach ((string asker, string expression) in asked)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{asker}: {expression}");
            await prometheus.HasDataAsync(expression);
        }

        await NothingIsWrongAsync(prometheus);
        await TheLoadIsSeenAsync(prometheus);
    }

    private static async Task NothingIsWrongAsync(PrometheusServer prometheus)
    {
        Assert.All(await prometheus.QueryAsync("min_over_time(up[1h])"), up => Assert.Equal(1, up.Value));
        foreach (string kind in new[] { "recording", "alerting" })
        {
            Assert.All(
                await prometheus.RulesAsync(kind), rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));
        }

        Assert.Empty(await prometheus.QueryAsync("ALERTS{alertname=~\"SysprofDown|SysprofLosesCalls|SyscallStuck\"}"));
    }

    private async Task TheLoadIsSeenAsync(PrometheusServer prometheus)
    {
        string[] loads =
        [
            "rate(sysprof_process_syscalls_total{comm=\"redis-server\"}[10s]) > 0",
            "rate(sysprof_cgroup_syscall_errors_total[10s]) * on (job, instance, cgroup) group_left (unit) "
                + $"sysprof_cgroup_info{{unit=\"{_cgroup!.Name[1..]}\"}} > 0",
        ];
        foreach (string load in loads)
        {
            await prometheus.HasDataAsync(load);
        }
    }
}
