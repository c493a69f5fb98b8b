using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Running;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Listens for Kestrel on sockets that are bound already, with one limit of connections for all of them.</summary>
internal sealed class ConnectionListenerFactory : IConnectionListenerFactory, IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<EndPoint, Socket> _bound;
    private readonly ConnectionTable _table;
    private readonly TimeProvider _clock;
    private readonly SocketConnectionContextFactory _connections;
    private readonly RepeatedWarning _failing;

    // Written by the listeners, read when a line is logged: any recent one will do.
    private volatile string _failure = "";

    /// <param name="bound">The sockets; they belong to this object until Kestrel asks for them.</param>
    /// <param name="table">The connections.</param>
    /// <param name="clock">For pauses in the log and before accept(2) is tried again.</param>
    /// <param name="log">The log.</param>
    public ConnectionListenerFactory(IReadOnlyList<Socket> bound, ConnectionTable table, TimeProvider clock, ILogger log)
    {
        _bound = bound.ToDictionary(socket => socket.LocalEndPoint!);
        _table = table;
        _clock = clock;
        _connections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), log);
        _failing = new RepeatedWarning(
            clock, count => log.Warn("connections could not be accepted", ("reason", _failure), ("attempts", count)));
    }

    /// <summary>What the sockets are bound to.</summary>
    public IReadOnlyList<EndPoint> Bound => [.. _bound.Keys];

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new ConnectionListener(SocketFor(endpoint), endpoint, this));

    /// <summary>Returns the connection of a socket that was accepted; null when it was closed instead.</summary>
    public AcceptedConnection? Admit(Socket accepted)
    {
        AcceptedConnection? connection;
        try
        {
            accepted.NoDelay = true;
            connection = _table.Admit(() => _connections.Create(accepted));
        }
        catch (SocketException)
        {
            // The client is gone already.
            connection = null;
        }

        if (connection is null)
        {
            accepted.Dispose();
        }

        return connection;
    }

    /// <summary>Returns when accept(2) may be tried again after it failed.</summary>
    public async Task RecoverAsync(SocketException error, CancellationToken cancellation)
    {
        bool isShort = Shortage.IsOfDescriptors(error);
        _failure = isShort ? "too many open files" : error.Message;
        _failing.Add();

        // More than one descriptor: others wait for them, too.
        if (!isShort || _table.MakeRoom(ConnectionBudget.Reserve) == 0)
        {
            await Task.Delay(s_retry, _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the sockets that Kestrel did not ask for.</summary>
    public void Dispose()
    {
        foreach (Socket socket in _bound.Values)
        {
            socket.Dispose();
        }

        _failing.Dispose();
        _connections.Dispose();
    }

    // The descriptor of the service manager's socket stays open: closing it would shut the socket down for the manager, too.
    private Socket SocketFor(EndPoint endpoint) => endpoint is FileHandleEndPoint passedOn
        ? new Socket(new SafeSocketHandle((nint)passedOn.FileHandle, ownsHandle: false))
        : _bound.Remove(endpoint, out Socket? socket)
            ? socket
            : throw new InvalidOperationException($"nothing is bound to {endpoint}");
}
