using System.ComponentModel;
using System.Net.Sockets;
using Sysprof.Cli.Serving;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class ScrapeTests
{
    private const string Request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

    [Fact]
    public async Task A_scrape_that_throws_is_a_500_and_the_log_says_why()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Server.Attach((_, _) => throw new InvalidOperationException("a secret of the stack"));

        Assert.Equal("500 the scrape went wrong; the log says how", await MetricsServerTests.SummaryAsync(server.GetAsync("/metrics")));
        Assert.Contains("level=error msg=\"a scrape went wrong\" err=\"a secret of the stack\"\n", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_has_the_hint_of_what_was_foreseen()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Server.Attach((_, _) => throw new SysprofException("reading the ring: gone", "start again"));

        Assert.StartsWith("500 ", await MetricsServerTests.SummaryAsync(server.GetAsync("/metrics")), StringComparison.Ordinal);
        Assert.Contains("hint=\"start again\" err=\"reading the ring: gone\"", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scrape_without_descriptors_is_a_503_and_logged_elsewhere()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Server.Attach((_, _) => throw new SysprofException("taking an interval", inner: new Win32Exception(24)));

        Assert.Equal(
            "503 no file descriptor or memory is left for this at the moment",
            await MetricsServerTests.SummaryAsync(server.GetAsync("/metrics")));
        Assert.DoesNotContain("level=error", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scrape_that_takes_too_long_for_its_client_is_given_up_in_time()
    {
        var clock = new ManualClock();
        await using RunningServer server = await RunningServer.StartAsync(clock: clock);
        var never = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        server.Server.Attach((_, cancellation) => never.Task.WaitAsync(cancellation));

        Task<HttpResponseMessage> scrape = server.GetAsync("/metrics", ("X-Prometheus-Scrape-Timeout-Seconds", "10"));
        await clock.Armed;
        clock.Pass(TimeSpan.FromSeconds(9.4));
        Assert.False(scrape.IsCompleted);
        clock.Pass(TimeSpan.FromSeconds(0.1));

        Assert.Equal("503 the scrape took too long", await MetricsServerTests.SummaryAsync(scrape));
        Assert.DoesNotContain("level=warn", server.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("level=error", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_hangs_up_cancels_its_own_scrape_alone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var whole = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        var tokens = new List<CancellationToken>();
        var bothWait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Server.Attach((_, cancellation) =>
        {
            lock (tokens)
            {
                tokens.Add(cancellation);
                if (tokens.Count == 2)
                {
                    bothWait.SetResult();
                }
            }

            return whole.Task.WaitAsync(cancellation);
        });

        Socket leaving = await server.SendRawAsync(Request);
        Task<HttpResponseMessage> staying = server.GetAsync("/metrics");
        await bothWait.Task;
        var firstCancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tokens.ForEach(token => token.Register(() => firstCancelled.TrySetResult()));
        leaving.Dispose();
        await firstCancelled.Task;
        Assert.Equal(1, tokens.Count(token => token.IsCancellationRequested));
        whole.SetResult(RunningServer.Utf8("a 1"));

        Assert.Equal("200 a 1", await MetricsServerTests.SummaryAsync(staying));
        Assert.DoesNotContain("level=error", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_waits_for_no_scrape_for_ever()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            limits: new ServerLimits { StopPatience = TimeSpan.FromMilliseconds(50) });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Server.Attach((_, cancellation) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<ReadOnlyMemory<byte>>().Task.WaitAsync(cancellation);
        });

        Task<HttpResponseMessage> scrape = server.GetAsync("/metrics");
        await asked.Task;
        await server.Server.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => scrape);
    }

    [Fact]
    public async Task Slow_clients_take_nothing_from_the_others()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] body = new byte[1 << 20];
        Random.Shared.NextBytes(body);
        server.Server.Attach((_, _) => Task.FromResult<ReadOnlyMemory<byte>>(body));
        var slow = new List<Socket>();
        for (int client = 0; client < 100; client++)
        {
            Socket socket = await server.SendRawAsync(Request, receiveBufferBytes: 4096);
            slow.Add(socket);
            // The answer has begun: it is one of those that are being written.
            await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
        }

        byte[][] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            _ => server.Client.GetByteArrayAsync("/metrics", TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.True(answer.AsSpan().SequenceEqual(body)));
        slow.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Whoever_reads_too_slowly_is_cut_off()
    {
        var limits = new ServerLimits { LeastBytesPerSecond = 64 << 20, Grace = TimeSpan.FromSeconds(1.5) };
        await using RunningServer server = await RunningServer.StartAsync(limits: limits);
        byte[] body = new byte[16 << 20];
        server.Server.Attach((_, _) => Task.FromResult<ReadOnlyMemory<byte>>(body));

        using Socket socket = await server.SendRawAsync(Request, receiveBufferBytes: 4096);
        long got = 0;
        byte[] buffer = new byte[64];
        int read = 1;
        while (read > 0)
        {
            try
            {
                read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
                got += read;

                // What makes the client slow; however long it takes, the end is the same.
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
            catch (SocketException)
            {
                read = 0;
            }
        }

        Assert.InRange(got, 1, body.Length - 1);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_comes_is_closed()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            limits: new ServerLimits { Patience = TimeSpan.FromMilliseconds(50) });

        // Kestrel by itself would close it after the two minutes between requests.
        Assert.Equal("", await server.AskRawAsync("").WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.DoesNotContain("level=error", server.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 414 ")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-Long: {long}{long}\r\n\r\n", "HTTP/1.1 431 ")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n", "HTTP/1.1 431 ")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1 400 ")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0", "HTTP/1.1 400 ")] // TLS
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 413 ")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 413 ")]
    public async Task Wrong_requests_get_their_status_and_no_stack(string request, string expected)
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();
        string many = string.Concat(Enumerable.Range(0, 80).Select(number => $"X-{number}: 1\r\n"));
        string sent = request.Replace("{long}", new string('a', 9000), StringComparison.Ordinal)
            .Replace("{many}", many, StringComparison.Ordinal);

        string answer = await server.AskRawAsync(sent);

        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..], StringComparison.Ordinal);
        Assert.DoesNotContain("level=error", server.Log, StringComparison.Ordinal);
    }
}
