using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>The open connections, never more than a limit.</summary>
/// <remarks>
/// A connection beyond the limit takes the place of the one that has waited longest for a request: clients that keep idle
/// connections, or send half a request, keep nobody out. It is refused when all others are being answered. Any thread.
/// </remarks>
internal sealed class ConnectionTable : IDisposable
{
    private readonly ILogger _log;
    private readonly RepeatedWarning _atLimit;
    private readonly Lock _lock = new();

    // Under the lock. The first is the one that has waited longest.
    private readonly LinkedList<AcceptedConnection> _waiting = new();
    private int _limit;
    private int _open;
    private DroppedConnections _dropped;

    // Of the warning alone.
    private DroppedConnections _logged;

    /// <param name="limit">How many may be open.</param>
    /// <param name="clock">For pauses in the log.</param>
    /// <param name="log">Told when connections are dropped.</param>
    public ConnectionTable(int limit, TimeProvider clock, ILogger log)
    {
        _limit = limit;
        _log = log;
        _atLimit = new RepeatedWarning(clock, _ => LogDropped());
    }

    /// <summary>How many may be open; those beyond a lower limit stay until others come.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _limit;
            }
        }

        set
        {
            lock (_lock)
            {
                _limit = value;
            }
        }
    }

    /// <summary>How many are open.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    /// <summary>How many were closed since the start to keep to the limit.</summary>
    public DroppedConnections Dropped
    {
        get
        {
            lock (_lock)
            {
                return _dropped;
            }
        }
    }

    /// <summary>Returns a connection that counts from now on; null when there is no place for it and none can be made.</summary>
    /// <param name="open">Makes it when there is.</param>
    public AcceptedConnection? Admit(Func<ConnectionContext> open)
    {
        if (!TryTakePlace())
        {
            return null;
        }

        AcceptedConnection connection;
        try
        {
            connection = new AcceptedConnection(open(), this);
        }
        catch
        {
            lock (_lock)
            {
                _open--;
            }

            throw;
        }

        connection.Features.Set(connection);
        lock (_lock)
        {
            connection.Waiting = _waiting.AddLast(connection);
        }

        return connection;
    }

    /// <summary>Closes those that have waited longest for a request.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>How many.</returns>
    public int MakeRoom(int most)
    {
        int closed = 0;
        while (closed < most && TryCloseLongest())
        {
            closed++;
        }

        return closed;
    }

    /// <summary>A request has come: the connection stays open until it is answered.</summary>
    public void BeginRequest(AcceptedConnection connection)
    {
        lock (_lock)
        {
            if (connection.Requests++ == 0)
            {
                StopWaiting(connection);
            }
        }
    }

    /// <summary>A request is answered; after the last one the connection waits for the next.</summary>
    public void EndRequest(AcceptedConnection connection)
    {
        lock (_lock)
        {
            if (--connection.Requests == 0 && !connection.IsGone)
            {
                connection.Waiting = _waiting.AddLast(connection);
            }
        }
    }

    /// <summary>The socket is closed.</summary>
    public void Remove(AcceptedConnection connection)
    {
        lock (_lock)
        {
            Forget(connection);
        }
    }

    public void Dispose() => _atLimit.Dispose();

    private bool TryTakePlace()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_open < _limit)
                {
                    _open++;
                    return true;
                }
            }

            if (!TryCloseLongest())
            {
                lock (_lock)
                {
                    _dropped = _dropped with { Refused = _dropped.Refused + 1 };
                }

                _atLimit.Add();
                return false;
            }
        }
    }

    private bool TryCloseLongest()
    {
        AcceptedConnection? longest;
        lock (_lock)
        {
            longest = _waiting.First?.Value;
            if (longest is null)
            {
                return false;
            }

            Forget(longest);
            _dropped = _dropped with { Idle = _dropped.Idle + 1 };
        }

        // Not under the lock: it closes the socket, and who waits for that may go on in this thread.
        longest.Abort(new ConnectionAbortedException("its place is needed"));
        _atLimit.Add();
        return true;
    }

    private void Forget(AcceptedConnection connection)
    {
        if (!connection.IsGone)
        {
            connection.IsGone = true;
            StopWaiting(connection);
            _open--;
        }
    }

    private void StopWaiting(AcceptedConnection connection)
    {
        if (connection.Waiting is { } place)
        {
            _waiting.Remove(place);
            connection.Waiting = null;
        }
    }

    private void LogDropped()
    {
        DroppedConnections all = Dropped;
        _log.Warn(
            "too many connections",
            ("refused", all.Refused - _logged.Refused),
            ("idle_closed", all.Idle - _logged.Idle),
            ("limit", Limit));
        _logged = all;
    }
}
