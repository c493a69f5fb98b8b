using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sysprof.Tests;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>The real Prometheus, which scrapes every second; its data is in a directory that goes with it.</summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    // It hangs up, or sysprof says that it is not done in the time that it was told.
    private static readonly string[] s_waitedTooLong = ["context deadline exceeded", "HTTP status 503"];

    // In memory: it does not begin before a busy disk has taken what it writes first.
    private readonly string _directory = Directory.CreateDirectory($"/dev/shm/sysprof-prometheus-{Guid.NewGuid():N}").FullName;
    private readonly HttpClient _client = new() { Timeout = s_patience };
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly Task _logEnds;

    private PrometheusServer(string[] features, string configuration)
    {
        string config = Path.Combine(_directory, "prometheus.yml");
        File.WriteAllText(config, configuration);
        File.Copy(RepositoryFiles.Path("docs/prometheus/sysprof.rules.yml"), Path.Combine(_directory, "sysprof.rules.yml"));
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_directory, "data")}", "--web.listen-address=127.0.0.1:0",
                "--log.level=debug", .. features.Length == 0 ? [] : new[] { $"--enable-feature={string.Join(',', features)}" },
            ])
        {
            RedirectStandardError = true,
        })!;
        _logEnds = ReadLogAsync();
    }

    /// <summary>What it has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it; skips the test where there is none.</summary>
    /// <param name="features">What it does beyond what it always does: <c>native-histograms</c>, <c>exemplar-storage</c>.</param>
    /// <param name="targets">What it scrapes, with the label that tells them apart.</param>
    public static Task<PrometheusServer> StartAsync(string[] features, params (string Instance, ServedProgram Program)[] targets) =>
        StartAsync(
            features,
            string.Join('\n', (string[])
            [
                "global: { scrape_interval: 1s, scrape_timeout: 1s }",
                "scrape_configs:",
                "- job_name: sysprof",
                "  static_configs:",
                .. targets.Select(target =>
                    $"  - {{ targets: ['{target.Program.Address.Authority}'], labels: {{ instance: {target.Instance} }} }}"),
            ]));

    /// <summary>Starts it with the configuration and the rules of this repository, but for the address and the second.</summary>
    public static async Task<PrometheusServer> StartAsUsersDoAsync(string[] features, ServedProgram program) => await StartAsync(
        features,
        (await File.ReadAllTextAsync(RepositoryFiles.Path("docs/prometheus/prometheus.yml"), TestContext.Current.CancellationToken))
            .Replace("_interval: 15s", "_interval: 1s", StringComparison.Ordinal)
            .Replace("[\"127.0.0.1:10435\"]", $"[\"{program.Address.Authority}\"]", StringComparison.Ordinal));

    private static async Task<PrometheusServer> StartAsync(string[] features, string configuration)
    {
        InstalledProgram.Require("prometheus");
        var server = new PrometheusServer(features, configuration);
        try
        {
            await server._address.Task.WaitAsync(s_patience);
            return server;
        }
        catch (Exception failure)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException($"Prometheus did not get ready; it said:\n{server.Log}", failure);
        }
    }

    /// <summary>What an instant query finds, now or at a moment.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(
        string query, DateTimeOffset? at = null)
    {
        DateTimeOffset moment = at ?? DateTimeOffset.UtcNow;
        string seconds = (moment.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture);
        JsonElement data = await GetAsync($"query?query={Uri.EscapeDataString(query)}&time={seconds}");
        return
        [
            .. data.GetProperty("result").EnumerateArray().Select(sample => (
                Labels(sample.GetProperty("metric")),
                double.Parse(sample.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>The one number that an instant query finds; null when it finds none.</summary>
    public async Task<double?> NumberAsync(string query)
    {
        var found = await QueryAsync(query);
        return found.Count == 0 ? null : Assert.Single(found).Value;
    }

    /// <summary>Asks again and again until there is one number, and it is what is waited for.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isThere">Whether it is.</param>
    /// <param name="patience">How long at the most; two minutes unless told otherwise.</param>
    public async Task<double> BecomesAsync(string query, Func<double, bool> isThere, TimeSpan? patience = null)
    {
        using var until = new CancellationTokenSource(patience ?? s_patience);
        while (true)
        {
            double? number = await NumberAsync(query);
            if (number is { } found && isThere(found))
            {
                return found;
            }

            Assert.False(until.IsCancellationRequested, $"{query}: still {number}\n{Trouble()}");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks again and again until there is a number, which need not be the only one.</summary>
    public async Task HasDataAsync(string query)
    {
        using var until = new CancellationTokenSource(s_patience);
        while ((await QueryAsync(query)).All(sample => double.IsNaN(sample.Value)))
        {
            Assert.False(until.IsCancellationRequested, $"no data: {query}\n{Trouble()}");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All rules of a kind, <c>recording</c> or <c>alerting</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> RulesAsync(string kind) =>
    [
        .. (await GetAsync("rules")).GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Where(rule => rule.GetProperty("type").GetString() == kind),
    ];

    /// <summary>The exemplars of a selector in the last hour: the labels of their series, their own, and their value.</summary>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Series, IReadOnlyDictionary<string, string> Labels, double Value)>>
        ExemplarsAsync(string selector)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonElement data = await GetAsync($"query_exemplars?query={Uri.EscapeDataString(selector)}&start={now - 3600}&end={now + 60}");
        return
        [
            .. from series in data.EnumerateArray()
               from exemplar in series.GetProperty("exemplars").EnumerateArray()
               select (
                   Labels(series.GetProperty("seriesLabels")),
                   Labels(exemplar.GetProperty("labels")),
                   double.Parse(exemplar.GetProperty("value").GetString()!, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>
    /// What its log has against those it scrapes: warnings, errors, and whatever it says of scrapes, for where all is
    /// well it says nothing, even to whom wants to know everything.
    /// </summary>
    public string Trouble() => string.Join('\n', Log.Split('\n').Where(line =>
        line.Contains("level=warn", StringComparison.Ordinal) || line.Contains("level=error", StringComparison.Ordinal)
        || line.Contains("caller=scrape.go", StringComparison.Ordinal)));

    /// <summary>Whether scrapes took longer than the second that it waits for them, and that is all its log has against them.</summary>
    public bool HasOnlyWaitedTooLong => Trouble() is { Length: > 0 } trouble
        && trouble.Split('\n').All(line => s_waitedTooLong.Any(sign => line.Contains(sign, StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _logEnds;
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static Dictionary<string, string> Labels(JsonElement labels) =>
        labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(
            new Uri(_address.Task.Result, "/api/v1/" + path), TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("data").Clone();
    }

    private async Task ReadLogAsync()
    {
        Uri? address = null;
        bool isReady = false;
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Append(line).Append('\n');
            }

            if (Listening().Match(line) is { Success: true } listening)
            {
                address = new Uri($"http://{listening.Groups[1].Value}");
            }

            // It may say so before it says where. Before that it answers, but not to queries.
            isReady |= line.Contains("Server is ready to receive web requests", StringComparison.Ordinal);
            if (isReady && address is not null)
            {
                _address.TrySetResult(address);
            }
        }

        _address.TrySetException(new InvalidOperationException("Prometheus ended before it was ready"));
    }

    [GeneratedRegex(@"msg=""Listening on"" address=(127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
