using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>Many clients, fast and slow ones, on a machine that makes as many calls as it can.</summary>
[Collection("serving")]
public sealed class ServeLoadTests : IDisposable
{
    private const int Clients = 100;
    private const int LeastScrapes = 3;
    private const int Runs = 3;

    // What it promises: getppid, openat, read, write; besides, it makes a few to talk to whoever started it.
    private const long LeastCalls = 1009 + 23 + 915 + 458;

    private static readonly string[] s_accepts =
    [
        "text/plain;version=0.0.4",
        "application/openmetrics-text;version=1.0.0",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-load-").FullName;

    /// <summary>A program whose name nobody else bears.</summary>
    private string Known => Path.Combine(_directory, $"load-{Environment.ProcessId}");

    public ServeLoadTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Two_hundred_clients_disturb_neither_the_counting_nor_each_other()
    {
        await using ServeProcess process = await ServeProcess.StartAsync("--collector.process", "--collector.cgroup");
        File.Copy(SteadyProgram.Workload, Known);
        long undisturbed = await CallsOfRunAsync(process);
        Assert.InRange(undisturbed, LeastCalls, LeastCalls + 20);
        using var storm = Process.Start(SteadyProgram.Workload, ["spin", "2", "3600s"])!;
        using var slowEnd = new CancellationTokenSource();
        try
        {
            Socket[] sockets = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskSlowlyAsync(process)));
            Task[] slow = [.. sockets.Select(socket => ReadSlowlyAsync(socket, slowEnd.Token))];
            using HttpClient client = process.NewClient();
            var known = new TaskCompletionSource();
            Task scrapers = Task.WhenAll(Enumerable.Range(0, Clients).Select(number => ScrapeAsync(client, number, known.Task)));
            try
            {
                for (int run = 0; run < Runs; run++)
                {
                    Assert.Equal(undisturbed, await CallsOfRunAsync(process));
                }
            }
            finally
            {
                known.SetResult();
            }

            await scrapers;
            string text = await FreshAsync(process);
            Assert.All(Lost(text), line => Assert.EndsWith(" 0", line, StringComparison.Ordinal));
            Assert.InRange(text.Length, 1, 1_000_000);
            Assert.DoesNotContain(slow, client => client.IsFaulted);
            await slowEnd.CancelAsync();
            await Task.WhenAll(slow);
        }
        finally
        {
            storm.Kill();
            await storm.WaitForExitAsync(CancellationToken.None);
        }

        await process.StopAsync();
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
    }

    /// <summary>Asks, and returns when the answer has begun.</summary>
    private static async Task<Socket> AskSlowlyAsync(ServeProcess process)
    {
        Socket socket = await process.ConnectAsync(receiveBufferBytes: 4096);
        await socket.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(1, await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        return socket;
    }

    /// <summary>Reads a byte each second until told to end, or until the server has had enough of it.</summary>
    private static async Task ReadSlowlyAsync(Socket socket, CancellationToken end)
    {
        using Socket owned = socket;
        byte[] one = new byte[1];
        try
        {
            while (await socket.ReceiveAsync(one, end) > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }
        catch (SocketException error)
        {
            Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        }
    }

    /// <summary>Runs the known program, and returns the calls that were counted between its two halts.</summary>
    private async Task<long> CallsOfRunAsync(ServeProcess serve)
    {
        using var program = Process.Start(new ProcessStartInfo(Known, ["counts", "--wait", "--linger"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string series = $$"""sysprof_process_syscalls_total{comm="{{Path.GetFileName(Known)}}"}""";
        Assert.Equal($"ready {program.Id}", await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        long before = ValueOf(await FreshAsync(serve), series);
        await program.StandardInput.WriteAsync("go\n");
        await program.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        while (await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "done")
        {
            Assert.StartsWith("expect ", line, StringComparison.Ordinal);
        }

        long calls = ValueOf(await FreshAsync(serve), series) - before;
        program.StandardInput.Close();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, program.ExitCode);
        return calls;
    }

    /// <summary>Scrapes, at least three times, as long as something else is not done.</summary>
    private static async Task ScrapeAsync(HttpClient client, int number, Task done)
    {
        for (int scrape = 0; scrape < LeastScrapes || !done.IsCompleted; scrape++)
        {
            string accept = s_accepts[(number + scrape) % s_accepts.Length];
            bool compressed = number % 2 == 0;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", compressed ? "gzip" : "identity");
            using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
            Assert.Equal(compressed ? ["gzip"] : [], answer.Content.Headers.ContentEncoding);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            AssertWhole(accept, compressed ? Decompressed(body) : body);
        }
    }

    private static void AssertWhole(string accept, byte[] body)
    {
        if (accept == s_accepts[2])
        {
            Assert.True(MessagesIn(body) > 10);
            return;
        }

        string text = Encoding.UTF8.GetString(body);
        Assert.EndsWith(accept == s_accepts[1] ? "\n# EOF\n" : "\n", text, StringComparison.Ordinal);
        Assert.Contains("\nsysprof_build_info{", text, StringComparison.Ordinal);
        Assert.Contains("\nsysprof_calls_lost_total{", text, StringComparison.Ordinal);
    }

    /// <summary>Counts messages that stand after their lengths, the last of which ends with the body.</summary>
    private static int MessagesIn(ReadOnlySpan<byte> body)
    {
        int count = 0;
        while (!body.IsEmpty)
        {
            int length = 0, shift = 0, used = 0;
            do
            {
                length |= (body[used] & 0x7f) << shift;
                shift += 7;
            }
            while ((body[used++] & 0x80) != 0);
            body = body[(used + length)..];
            count++;
        }

        return count;
    }

    private static byte[] Decompressed(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>A scrape that shows all that was done before: scrapes share what is a tenth of a second old.</summary>
    private static async Task<string> FreshAsync(ServeProcess process)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(120), TestContext.Current.CancellationToken);
        return await process.ScrapeAsync();
    }

    private static IEnumerable<string> Lost(string text) =>
        text.Split('\n').Where(line => line.StartsWith("sysprof_calls_lost_total{", StringComparison.Ordinal));

    private static long ValueOf(string text, string series)
    {
        string line = text.Split('\n').Single(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return long.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
