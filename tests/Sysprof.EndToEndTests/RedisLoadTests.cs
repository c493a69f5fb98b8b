using Xunit;

namespace Sysprof.EndToEndTests;

public sealed class RedisLoadTests
{
    [Fact]
    public async Task The_server_is_under_load_until_the_end_and_then_both_are_gone()
    {
        int server;
        int clients;
        using (RedisLoad redis = await RedisLoad.StartAsync())
        {
            (server, clients) = (redis.ServerTgid, redis.ClientsTgid);
            Assert.Equal("redis-server\n", await File.ReadAllTextAsync($"/proc/{server}/comm", TestContext.Current.CancellationToken));
            Assert.Equal("redis-benchmark\n", await File.ReadAllTextAsync($"/proc/{clients}/comm", TestContext.Current.CancellationToken));
            await redis.CommandsReachAsync(10_007);
        }

        Assert.False(ProcessStat.IsAlive(server));
        Assert.False(ProcessStat.IsAlive(clients));
    }
}
