using System.Net;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>A program that is <c>sysprof serve</c> with all collectors on a port of loopback.</summary>
internal sealed class SysprofServer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    private SysprofServer(string prefix) => Program = SysprofProgram.StartShell(
        $"exec {prefix} \"$SYSPROF\" serve --web.listen-address=127.0.0.1:{Port} --collector.process --collector.cgroup");

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort.Find();

    /// <summary>The process.</summary>
    public SysprofProgram Program { get; }

    /// <summary>Starts it, and returns when it is attached; skips the test where the kernel may not be asked.</summary>
    /// <param name="prefix">A command that becomes the program, or nothing.</param>
    public static async Task<SysprofServer> StartAsync(string prefix = "")
    {
        SysprofProgram.RequireRoot();
        var server = new SysprofServer(prefix);
        try
        {
            await server.IsReadyAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>The metrics as text.</summary>
    public Task<string> ScrapeAsync() =>
        _client.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/metrics"), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Program.Dispose();
        _client.Dispose();
    }

    private async Task IsReadyAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        while (!await AnswersAsync(patience.Token))
        {
            await Task.Delay(s_look, patience.Token);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{Port}/-/ready"), cancellation);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
