namespace Sysprof.KernelTests.Processes;

/// <summary>Clients that ask a service one thing after the other, until they are disposed of.</summary>
internal sealed class HttpLoad : IAsyncDisposable
{
    private const int Clients = 7;

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _clients;

    /// <summary>Starts them.</summary>
    /// <param name="address">What they ask for.</param>
    public HttpLoad(Uri address) => _clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(address))));

    /// <summary>Waits for their end; a request that was not answered well is an error.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _clients;
        _stop.Dispose();
    }

    private async Task AskAsync(Uri address)
    {
        using var client = new HttpClient();
        while (!_stop.IsCancellationRequested)
        {
            await client.GetByteArrayAsync(address, CancellationToken.None);
        }
    }
}
