using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Leaks;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>However it is ended, and whatever becomes of its log.</summary>
public sealed class ServeSignalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-signal-").FullName;

    public ServeSignalTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task A_signal_ends_it_in_order_while_it_is_scraped(PosixSignal signal)
    {
        await using ServeProcess process = await ServeProcess.StartAsync("--collector.process");
        KernelObjects held = KernelObjects.Of(process.Tgid);
        held.AssertAny();
        Task<int>[] scrapers = [.. Enumerable.Range(0, 4).Select(_ => ScrapeToTheEndAsync(process))];
        await Condition.Becomes(() => process.Log.Length > 0 && !scrapers.Any(scraper => scraper.IsFaulted));
        await process.ScrapeAsync();

        process.Signal(signal);

        Assert.Equal(0, await process.EndAsync());
        Assert.EndsWith("msg=stopped\n", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
        await held.AreGone();
        await Task.WhenAll(scrapers);
    }

    [Fact]
    public async Task A_signal_that_comes_before_it_is_attached_ends_it_in_order_too()
    {
        // Each time it is somewhere else.
        for (int round = 0; round < 5; round++)
        {
            await using ServeProcess process = ServeProcess.Launch([SysprofProgram.Path, "serve", "--web.listen-address=127.0.0.1:0"]);
            await process.HandlesSignalsAsync();
            if (round > 0)
            {
                await process.LogsAsync(round < 3 ? "msg=listening" : "msg=attached");
            }

            process.Signal(PosixSignal.SIGTERM);

            Assert.Equal(0, await process.EndAsync());
            Assert.EndsWith("msg=stopped\n", process.Log, StringComparison.Ordinal);
            Assert.DoesNotContain("xception", process.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_second_signal_aborts_and_the_kernel_cleans_up()
    {
        await using ServeProcess process = await ServeProcess.StartAsync();
        KernelObjects held = KernelObjects.Of(process.Tgid);
        using Socket holder = await process.ConnectAsync();

        // While a request's headers are on their way the server waits some seconds for the rest of them.
        await holder.SendAsync("GET /metrics HTTP/1.1\r\nHost:"u8.ToArray(), TestContext.Current.CancellationToken);
        await process.ScrapeAsync();
        process.Signal(PosixSignal.SIGTERM);
        await Condition.Becomes(() => IsRefused(process.Address.Port));
        process.Signal(PosixSignal.SIGTERM);

        // 143, or 0 where the first one was quicker.
        Assert.Contains(await process.EndAsync(), (int[])[143, 0]);
        await held.AreGone();
    }

    [Fact]
    public async Task Killed_it_leaves_nothing_in_the_kernel()
    {
        await using ServeProcess process = await ServeProcess.StartAsync("--collector.cgroup");
        KernelObjects held = KernelObjects.Of(process.Tgid);
        held.AssertAny();

        process.Signal((PosixSignal)9);

        Assert.Equal(137, await process.EndAsync());
        await held.AreGone();
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2> >(exit)")]
    public async Task A_log_that_cannot_be_written_does_not_end_it(string redirection)
    {
        int port = FreePort.Find();
        await using ServeProcess process = Quiet(redirection, port);
        await AnswersAsync(port);

        process.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await process.EndAsync());
    }

    [Fact]
    public async Task A_reader_of_the_log_who_stops_does_not_stop_it()
    {
        int port = FreePort.Find();

        // The pipe has a reader, itself, who does not read, and is full.
        string pipe = Path.Combine(_directory, "log");
        await using ServeProcess process = Quiet($"2<>{pipe}", port, $"mkfifo {pipe}; ", "head -c 65536 /dev/zero >&2; ");
        await AnswersAsync(port);

        process.Signal(PosixSignal.SIGTERM);

        Assert.Equal(0, await process.EndAsync());
    }

    private static async Task<int> ScrapeToTheEndAsync(ServeProcess process)
    {
        int count = 0;
        try
        {
            using HttpClient client = process.NewClient();
            while (true)
            {
                Assert.EndsWith("\n", await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
                count++;
            }
        }
        catch (HttpRequestException)
        {
            return count;
        }
    }

    private static ServeProcess Quiet(string redirection, int port, string before = "", string after = "") => ServeProcess.Launch(
        ["bash", "-c", $"{before}exec {redirection}; {after}exec \"$0\" serve --log.level=debug --web.listen-address=127.0.0.1:{port}", SysprofProgram.Path]);

    private static async Task AnswersAsync(int port)
    {
        using var client = new HttpClient();
        await Condition.Becomes(() => StatusOf(client, port) == 200);
    }

    private static int StatusOf(HttpClient client, int port)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/metrics");
            using HttpResponseMessage answer = client.Send(request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static bool IsRefused(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect("127.0.0.1", port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
