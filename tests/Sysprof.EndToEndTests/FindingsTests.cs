using System.Text.Json;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>Servers under load in which nothing is wrong.</summary>
public sealed class FindingsTests
{
    public FindingsTests() => SysprofProgram.RequireRoot();

    [Fact]
    public async Task Nothing_is_found_in_a_redis_under_load()
    {
        using RedisLoad redis = await RedisLoad.StartAsync();

        await FindsNothingAsync($"{redis.ServerTgid},{redis.ClientsTgid}");
    }

    [Fact]
    public async Task Nothing_is_found_in_an_nginx_under_load()
    {
        using NginxLoad nginx = await NginxLoad.StartAsync();
        string children = await File.ReadAllTextAsync(
            $"/proc/{nginx.MasterTgid}/task/{nginx.MasterTgid}/children", TestContext.Current.CancellationToken);
        string[] workers = children.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, workers.Length);

        await FindsNothingAsync(string.Join(',', [$"{nginx.MasterTgid}", .. workers]));
    }

    private static async Task FindsNothingAsync(string pids)
    {
        SysprofProgram.Result result =
            await SysprofProgram.RunAsync("stat", "-p", pids, "-d", "3s", "--findings", "--format", "json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        string?[] rules =
        [
            .. json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("rule").GetString()),
        ];

        // On a machine that is busy with other tests a call may wait for a CPU: that is no mistake.
        Assert.DoesNotContain(rules, rule => rule != "slowest-call");
    }
}
