using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Sysprof.KernelTests.Children;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary><c>serve</c> with fewer file descriptors than clients, and with none.</summary>
[Collection("serving")]
public sealed partial class ServeDescriptorTests : IDisposable
{
    private const int Limit = 300;
    private const int Clients = 400;
    private const int CallsPerRun = 1009;

    // What a scrape shows may be a tenth of a second old.
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(120);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-few-").FullName;

    public ServeDescriptorTests() => SysprofProgram.RequireRoot();

    /// <summary>A program whose name nobody else bears.</summary>
    private string Known => Path.Combine(_directory, $"few-{Environment.ProcessId}");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HTT")]
    [InlineData("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n")]
    public async Task Four_hundred_idle_connections_keep_no_scrape_out(string sent)
    {
        File.Copy(SteadyProgram.Workload, Known);
        await using ServeProcess process = await StartAsync("-e", "getppid", "--collector.process");
        Scrape last = await FreshAsync(process);
        var clients = new List<Socket>();
        for (int run = 1; run <= 4; run++)
        {
            for (int client = 0; client < Clients / 4; client++)
            {
                clients.Add(await process.ConnectAsync());
                await clients[^1].SendAsync(Encoding.ASCII.GetBytes(sent), TestContext.Current.CancellationToken);
            }

            await CallAsync();
            Scrape next = await FreshAsync(process);
            Assert.Empty(next.FallenSince(last));
            Assert.Equal(run * CallsPerRun, next[KnownCalls]);
            Assert.InRange(next["process_open_fds"], 1, Limit - 8);
            last = next;
        }

        // A scraper that comes again and again, each time on a connection of its own.
        for (int scrape = 0; scrape < 50; scrape++)
        {
            Scrape next = Scrape.Parse(await process.ScrapeAsync());
            Assert.Empty(next.FallenSince(last));
            last = next;
        }

        Assert.Equal(4 * CallsPerRun, last[KnownCalls]);
        Assert.InRange(last["""sysprof_http_connections_dropped_total{reason="idle"}"""], Clients - Limit, 10_000);
        clients.ForEach(client => client.Dispose());
        await process.StopAsync();
        // The last scrapes had connections of their own, too.
        long dropped = (long)last["""sysprof_http_connections_dropped_total{reason="idle"}"""];
        Assert.InRange(LoggedIdle(process.Log), dropped, dropped + Limit);
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("brought up to date", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshakes_that_never_end_keep_no_scrape_out()
    {
        await using ServeProcess process = await StartAsync("-e", "getppid", $"--web.config.file={WriteTls()}");
        var clients = new List<Socket>();
        for (int client = 0; client < Clients; client++)
        {
            clients.Add(await process.ConnectAsync());
            // The beginning of a record: a client that says hello, very slowly.
            await clients[^1].SendAsync(new byte[] { 0x16, 3, 1 }, TestContext.Current.CancellationToken);
        }

        Scrape last = Scrape.Parse(await process.ScrapeAsync());
        for (int scrape = 0; scrape < 5; scrape++)
        {
            Scrape next = Scrape.Parse(await process.ScrapeAsync());
            Assert.Empty(next.FallenSince(last));
            last = next;
        }

        clients.ForEach(client => client.Dispose());
        await process.StopAsync();
        Assert.Contains("level=warn msg=\"too many connections\" refused=0 idle_closed=", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_descriptor_it_waits_for_one_and_misses_no_call()
    {
        File.Copy(SteadyProgram.Workload, Known);
        await using ServeProcess process = await StartAsync("-e", "getppid", "--collector.process");
        using HttpClient kept = process.NewClient();
        Scrape before = Scrape.Parse(await kept.GetStringAsync("/metrics", TestContext.Current.CancellationToken));

        // No number is free below the limit any more: neither for the iterator of a turn nor for a connection.
        await LimitAsync(process, 3);
        await CallAsync();
        await Task.Delay(s_age, TestContext.Current.CancellationToken);
        using (HttpResponseMessage refused = await kept.GetAsync("/metrics", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(
                "no file descriptor or memory is left for this at the moment\n",
                await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Task<string> late = process.ScrapeAsync();
        await process.LogsAsync("level=warn msg=\"connections could not be accepted\"");
        // The second line: how often it was tried in five seconds. A loop without a pause gets to hundreds of thousands.
        await Condition.Becomes(() => AttemptsToAccept().Count(process.Log) >= 2);
        Assert.All(
            AttemptsToAccept().Matches(process.Log),
            line => Assert.InRange(long.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture), 1, 1000));
        await process.LogsAsync("level=warn msg=\"metrics could not be brought up to date; trying again\" reason=\"");
        Assert.False(late.IsCompleted, process.Log);

        await LimitAsync(process, Limit);
        Scrape after = Scrape.Parse(await late);
        Assert.Empty(after.FallenSince(before));
        Assert.Equal(CallsPerRun, (await FreshAsync(process))[KnownCalls]);
        Assert.Contains("level=info msg=\"metrics are up to date again\" failed=", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
        await process.StopAsync();
    }

    [Fact]
    public async Task Too_few_to_start_are_an_error_and_as_many_as_it_names_are_enough()
    {
        SysprofProgram.Result result;
        using (SysprofProgram program = SysprofProgram.StartAs(
            ["prlimit", "--nofile=120:120", SysprofProgram.Path, "serve", "--web.listen-address=127.0.0.1:0"]))
        {
            result = await program.EndAsync();
        }

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Match needed = TooFew().Match(result.Error);
        Assert.True(needed.Success, result.Error);

        await using ServeProcess process = await StartWithAsync(
            int.Parse(needed.Groups[1].Value, CultureInfo.InvariantCulture),
            "--collector.process",
            "--collector.cgroup",
            $"--web.config.file={WriteTls()}");
        Assert.Contains("\nsysprof_syscalls_total{", await process.ScrapeAsync(), StringComparison.Ordinal);
        await process.StopAsync();
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
    }

    private static Task<ServeProcess> StartAsync(params string[] arguments) => StartWithAsync(Limit, arguments);

    private static Task<ServeProcess> StartWithAsync(int limit, params string[] arguments) => ServeProcess.StartCommandAsync(
        ["prlimit", $"--nofile={limit}:{limit}", SysprofProgram.Path, "serve", "--web.listen-address=127.0.0.1:0", .. arguments]);

    /// <summary>Changes the soft limit of a program that runs.</summary>
    private static async Task LimitAsync(ServeProcess process, int limit)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", $"{process.Tgid}", $"--nofile={limit}:{Limit}"]);
        await prlimit.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, prlimit.ExitCode);
    }

    /// <summary>A scrape, on a connection of its own, that shows all that was done before.</summary>
    private static async Task<Scrape> FreshAsync(ServeProcess process)
    {
        await Task.Delay(s_age, TestContext.Current.CancellationToken);
        return Scrape.Parse(await process.ScrapeAsync());
    }

    private static long LoggedIdle(string log) => IdleClosed().Matches(log)
        .Sum(line => long.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"level=warn msg=""too many connections"" refused=0 idle_closed=(\d+) limit=\d+")]
    private static partial Regex IdleClosed();

    [GeneratedRegex(@"level=warn msg=""connections could not be accepted"" reason=""too many open files"" attempts=(\d+)")]
    private static partial Regex AttemptsToAccept();

    [GeneratedRegex(
        @"^sysprof: error: serving metrics: 120 file descriptors are too few, (\d+) are needed\n"
        + @"  hint: raise the limit: `ulimit -n 1024`, or LimitNOFILE=1024 in the unit\n$")]
    private static partial Regex TooFew();

    private string KnownCalls => $$"""sysprof_process_syscalls_total{comm="{{Path.GetFileName(Known)}}"}""";

    /// <summary>Has the known program make its calls.</summary>
    private async Task CallAsync()
    {
        using var program = Process.Start(new ProcessStartInfo(Known, ["counts"]) { RedirectStandardOutput = true })!;
        await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, program.ExitCode);
    }

    private string WriteTls()
    {
        InstalledProgram.Require("openssl");
        using var openssl = Process.Start(new ProcessStartInfo(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost", "-days", "2", "-keyout", "server.key", "-out", "server.pem"])
        {
            WorkingDirectory = _directory,
            RedirectStandardError = true,
        })!;
        string said = openssl.StandardError.ReadToEnd();
        openssl.WaitForExit();
        Assert.True(openssl.ExitCode == 0, said);
        string file = Path.Combine(_directory, "web.yml");
        File.WriteAllText(file, "tls_server_config: {cert_file: server.pem, key_file: server.key}\n");
        return file;
    }
}
