using System.Net.Http.Headers;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>The built <c>sysprof serve</c> as those see it who scrape it, from ready to a good end.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    // What a scrape shows may be a tenth of a second old.
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(120);

    private readonly ServeProcess _process;
    private readonly HttpClient _client;

    private ServedProgram(ServeProcess process)
    {
        _process = process;
        _client = process.NewClient();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _process.Address;

    /// <summary>Starts it on a port that the kernel chooses, and returns when it is ready.</summary>
    public static async Task<ServedProgram> StartAsync(params string[] arguments) => new(await ServeProcess.StartAsync(arguments));

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
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {_process.Log}");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until its log has this text.</summary>
    public Task LogHasAsync(string text) => _process.LogsAsync(text);

    /// <summary>Ends it with TERM, as a service manager does: a good end that leaves nothing in the kernel.</summary>
    public async Task EndAsync()
    {
        await _process.StopAsync();
        Assert.DoesNotContain("level=error", _process.Log, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }
}
