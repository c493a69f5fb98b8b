using Microsoft.Extensions.Hosting;

namespace Sysprof.Cli.Serving;

/// <summary>Begins and ends when it is told to: signals are the command's.</summary>
internal sealed class OwnLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
