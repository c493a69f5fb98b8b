using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Accepts connections on a socket, as far as there are file descriptors for them.</summary>
/// <remarks>
/// Kestrel's own listener calls accept(2) again at once when it fails, for as long as no descriptor is free: that takes a whole
/// CPU and lets nobody in. And its limit closes connections some time after they were accepted: a burst of them takes every
/// descriptor first.
/// </remarks>
/// <param name="socket">The socket, which belongs to this object.</param>
/// <param name="endPoint">What it listens on.</param>
/// <param name="factory">Decides about each connection, and about failures.</param>
internal sealed class ConnectionListener(Socket socket, EndPoint endPoint, ConnectionListenerFactory factory) : IConnectionListener
{
    public EndPoint EndPoint { get; } = endPoint;

    /// <summary>Returns the next connection that is let in; null when it listens no more.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                Socket accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (factory.Admit(accepted) is { } connection)
                {
                    return connection;
                }
            }
            catch (Exception error) when (
                error is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException error)
            {
                await factory.RecoverAsync(error, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
