using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Sysprof.KernelTests.Leaks;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>The built <c>sysprof serve</c> on a port that the kernel chose, from ready to a good end.</summary>
internal sealed partial class ServedProgram : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    // What a scrape shows may be a tenth of a second old.
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(120);

    private readonly Process _process;
    private readonly HttpClient _client = new() { Timeout = s_patience };
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _logEnds;
    private readonly Task<string> _output;

    private ServedProgram(IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo(
            SysprofProgram.Path, ["serve", "--web.listen-address=127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _logEnds = ReadLogAsync();
    }

    /// <summary>Its process.</summary>
    public int Tgid => _process.Id;

    /// <summary>Where it listens.</summary>
    public Uri Address => _address.Task.Result;

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

    /// <summary>Starts it, and returns when it is ready.</summary>
    public static async Task<ServedProgram> StartAsync(params string[] arguments)
    {
        var program = new ServedProgram(arguments);
        try
        {
            await program._address.Task.WaitAsync(s_patience);
            await program.IsReadyAsync();
            return program;
        }
        catch
        {
            program.Kill();
            throw;
        }
    }

    /// <summary>A scrape that shows every call that ended before this was called.</summary>
    public async Task<Scrape> ScrapeAsync()
    {
        await Task.Delay(s_age, TestContext.Current.CancellationToken);
        return await ScrapeNowAsync();
    }

    /// <summary>A scrape like any other.</summary>
    public async Task<Scrape> ScrapeNowAsync() => Scrape.Parse(await GetAsync("text/plain;version=0.0.4"));

    /// <summary>The metrics as a client gets them that accepts this, and nothing else.</summary>
    public async Task<string> GetAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/metrics"));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {Log}");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until its log has this text.</summary>
    public async Task LogHasAsync(string text)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!Log.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(patience.IsCancellationRequested, $"not logged in a minute: {text}\n{Log}");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends it with TERM, as a service manager does: a good end that leaves nothing in the kernel.</summary>
    public async Task EndAsync()
    {
        KernelObjects held = KernelObjects.Of(_process.Id);
        held.AssertAny();
        using (var kill = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(s_patience);
        await _logEnds.WaitAsync(s_patience);
        Assert.Equal((0, ""), (_process.ExitCode, await _output.WaitAsync(s_patience)));
        Assert.DoesNotContain("level=error", Log, StringComparison.Ordinal);
        Assert.EndsWith("msg=stopped\n", Log, StringComparison.Ordinal);
        await held.AreGone();
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task IsReadyAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ready = new Uri(Address, "/-/ready");
        while (true)
        {
            using HttpResponseMessage response = await _client.GetAsync(ready, TestContext.Current.CancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            Assert.False(_process.HasExited, $"it ended: {Log}");
            Assert.False(patience.IsCancellationRequested, $"not ready in a minute: {Log}");
            await Task.Delay(s_look, TestContext.Current.CancellationToken);
        }
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.Append(line).Append('\n');
            }

            if (Listening().Match(line) is { Success: true } listening)
            {
                _address.TrySetResult(new Uri($"http://{listening.Groups[1].Value}"));
            }
        }

        _address.TrySetException(new InvalidOperationException($"it ended before it listened: {Log}"));
    }

    [GeneratedRegex(@" msg=listening address=(127\.0\.0\.1:\d+) ")]
    private static partial Regex Listening();
}
