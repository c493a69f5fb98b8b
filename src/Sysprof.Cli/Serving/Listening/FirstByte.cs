using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Closes connections on which nothing comes.</summary>
/// <remarks>Kestrel counts the time for a request's headers from their first byte, and until that it waits as for the next request.</remarks>
internal static class FirstByte
{
    /// <summary>What comes after it sees the connection when there is something to read, and all of it.</summary>
    /// <param name="next">What comes after it.</param>
    /// <param name="patience">How long to wait.</param>
    public static ConnectionDelegate WaitFor(ConnectionDelegate next, TimeSpan patience) => async connection =>
    {
        if (await HasComeAsync(connection, patience).ConfigureAwait(false))
        {
            await next(connection).ConfigureAwait(false);
        }
    };

    private static async Task<bool> HasComeAsync(ConnectionContext connection, TimeSpan patience)
    {
        CancellationToken stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop, connection.ConnectionClosed);
        waiting.CancelAfter(patience);
        try
        {
            ReadResult read = await connection.Transport.Input.ReadAsync(waiting.Token).ConfigureAwait(false);
            bool hasCome = !read.Buffer.IsEmpty;
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return hasCome;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Too late, the server stops, or the client is gone.
            return false;
        }
    }
}
