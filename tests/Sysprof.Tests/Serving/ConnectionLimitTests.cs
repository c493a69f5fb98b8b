using System.Net.Sockets;
using System.Text;
using Sysprof.Cli.Serving;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Cli.Serving.Logging;
using Xunit;

namespace Sysprof.Tests.Serving;

/// <summary>Who gets in, and who has to go, when as many connections are open as may be.</summary>
public sealed class ConnectionLimitTests
{
    private const string Healthy = "GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string Scrape = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

    private static CancellationToken Abort => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", Healthy)]
    [InlineData("GET /-/hea", "lthy HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task A_new_client_gets_the_place_of_the_one_that_has_waited_longest(string sent, string rest)
    {
        await using RunningServer server = await ReadyAsync(3);
        var waiting = new List<Socket>();
        for (int client = 0; client < 3; client++)
        {
            waiting.Add(await server.SendRawAsync(sent));
            await OpenAsync(server, client + 1);
        }

        using Socket late = await server.SendRawAsync(Healthy);

        Assert.True(await IsAnsweredAsync(late));
        Assert.False(await IsAnsweredAsync(waiting[0]));
        foreach (Socket socket in waiting[1..])
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(rest), Abort);
            Assert.True(await IsAnsweredAsync(socket));
        }

        Assert.Equal(new DroppedConnections(Refused: 0, Idle: 1), server.Server.Connections.Dropped);
        waiting.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_connection_that_was_answered_waits_like_a_new_one()
    {
        await using RunningServer server = await ReadyAsync(1);
        using Socket answered = await server.SendRawAsync(Healthy);
        Assert.True(await IsAnsweredAsync(answered));

        // Refused for as long as the first request is not quite over.
        while (!(await server.AskRawAsync(Healthy.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)))
            .StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        Assert.False(await IsAnsweredAsync(answered));
        Assert.Equal(1, server.Server.Connections.Dropped.Idle);
    }

    [Fact]
    public async Task When_all_others_are_being_answered_it_is_refused_and_the_log_counts()
    {
        var clock = new ManualClock();
        await using RunningServer server = await RunningServer.StartAsync(clock: clock, limits: new ServerLimits { Connections = 2 });
        var answer = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        using var asked = new SemaphoreSlim(0);
        server.Server.Attach((_, cancellation) =>
        {
            asked.Release();
            return answer.Task.WaitAsync(cancellation);
        });
        using Socket first = await server.SendRawAsync(Scrape);
        await asked.WaitAsync(Abort);
        using Socket second = await server.SendRawAsync(Scrape);
        await asked.WaitAsync(Abort);

        for (int client = 0; client < 50; client++)
        {
            Assert.Equal("", await server.AskRawAsync(Healthy));
        }

        const string line = "level=warn msg=\"too many connections\" refused=1 idle_closed=0 limit=2\n";
        Assert.EndsWith(line, server.Log, StringComparison.Ordinal);
        clock.Pass(RepeatedWarning.Pause);
        Assert.EndsWith("level=warn msg=\"too many connections\" refused=49 idle_closed=0 limit=2\n", server.Log, StringComparison.Ordinal);
        Assert.Equal(2, server.Log.Split("too many connections").Length - 1);

        answer.SetResult(RunningServer.Utf8("a 1\n"));
        Assert.True(await IsAnsweredAsync(first));
        Assert.True(await IsAnsweredAsync(second));
        Assert.Equal(new DroppedConnections(Refused: 50, Idle: 0), server.Server.Connections.Dropped);
    }

    [Fact]
    public async Task Places_of_those_that_have_gone_are_free_again()
    {
        await using RunningServer server = await ReadyAsync(100);
        for (int client = 0; client < 90; client++)
        {
            using Socket socket = await server.SendRawAsync(client % 2 == 0 ? Healthy : "GET ");
            Assert.True(client % 2 != 0 || await IsAnsweredAsync(socket));
        }

        await OpenAsync(server, 0);
        Assert.Equal(new DroppedConnections(Refused: 0, Idle: 0), server.Server.Connections.Dropped);
    }

    private static async Task<RunningServer> ReadyAsync(int connections)
    {
        RunningServer server = await RunningServer.StartAsync(limits: new ServerLimits { Connections = connections });
        server.Server.Attach((_, _) => Task.FromResult(RunningServer.Utf8("a 1\n")));
        return server;
    }

    private static async Task OpenAsync(RunningServer server, int count)
    {
        while (server.Server.Connections.Open != count)
        {
            Abort.ThrowIfCancellationRequested();
            await Task.Delay(1, Abort);
        }
    }

    /// <summary>Whether an answer comes, and not the end.</summary>
    private static async Task<bool> IsAnsweredAsync(Socket socket)
    {
        byte[] answer = new byte[4096];
        try
        {
            int read = await socket.ReceiveAsync(answer, Abort);
            return Encoding.ASCII.GetString(answer, 0, read).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
        }
        catch (SocketException error)
        {
            Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
            return false;
        }
    }
}
