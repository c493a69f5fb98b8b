using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Sysprof.Tests;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>
/// A Prometheus that scrapes once a second, with our configuration and rules; its data are gone with it.
/// </summary>
internal sealed class PrometheusServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-prometheus-").FullName;
    private readonly HttpClient _client;
    private readonly Process _process;

    private PrometheusServer(int scrapedPort, string[] features)
    {
        int port = FreePort.Find();
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        string configuration = File.ReadAllText(RepositoryFiles.Path("docs/prometheus/prometheus.yml"))
            .Replace("_interval: 15s", "_interval: 1s", StringComparison.Ordinal)
            .Replace("[\"127.0.0.1:10435\"]", $"[\"127.0.0.1:{scrapedPort}\"]", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_directory, "prometheus.yml"), configuration);
        File.Copy(RepositoryFiles.Path("docs/prometheus/sysprof.rules.yml"), Path.Combine(_directory, "sysprof.rules.yml"));
        // The shell becomes the program.
        _process = Process.Start(
            "/bin/sh",
            [
                "-c", $"exec \"$0\" \"$@\" </dev/null >\"{Log}\" 2>&1", "prometheus",
                $"--config.file={_directory}/prometheus.yml",
                $"--storage.tsdb.path={_directory}/data",
                $"--web.listen-address=127.0.0.1:{port}",
                .. features.Select(feature => $"--enable-feature={feature}"),
            ]);
    }

    private string Log => Path.Combine(_directory, "log");

    private static CancellationToken Abort => TestContext.Current.CancellationToken;

    /// <summary>Starts one, and returns when it answers; skips the test where it is not installed.</summary>
    /// <param name="scrapedPort">Where sysprof listens on loopback.</param>
    /// <param name="features">Features to turn on.</param>
    public static async Task<PrometheusServer> StartAsync(int scrapedPort, params string[] features)
    {
        InstalledProgram.Require("prometheus");
        var server = new PrometheusServer(scrapedPort, features);
        try
        {
            await server.UntilAsync("it is ready", server.IsReadyAsync);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a condition holds; fails with Prometheus's log when it does not within a minute.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > s_patience)
            {
                Assert.Fail($"Prometheus: not so after a minute: {what}\n{await File.ReadAllTextAsync(Log, Abort)}");
            }

            await Task.Delay(s_look, Abort);
        }
    }

    /// <summary>The values of an expression now; those that are no numbers left out.</summary>
    public async Task<IReadOnlyList<double>> QueryAsync(string expression)
    {
        using var form = new FormUrlEncodedContent([new("query", expression)]);
        JsonElement data = await DataAsync(_client.PostAsync(new Uri("/api/v1/query", UriKind.Relative), form, Abort), expression);
        return
        [
            .. from sample in data.GetProperty("result").EnumerateArray()
               let value = double.Parse(sample.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)
               where !double.IsNaN(value)
               select value,
        ];
    }

    /// <summary>All rules of a kind, <c>recording</c> or <c>alerting</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> RulesAsync(string kind)
    {
        JsonElement data = await DataAsync(_client.GetAsync(new Uri("/api/v1/rules", UriKind.Relative), Abort), "rules");
        return
        [
            .. data.GetProperty("groups").EnumerateArray()
                .SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Where(rule => rule.GetProperty("type").GetString() == kind),
        ];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative), Abort);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<JsonElement> DataAsync(Task<HttpResponseMessage> request, string what)
    {
        using HttpResponseMessage response = await request;
        string text = await response.Content.ReadAsStringAsync(Abort);
        Assert.True(response.IsSuccessStatusCode, $"{what}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("data").Clone();
    }
}
