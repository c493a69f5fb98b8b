using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>A connection that counts in <see cref="ConnectionTable"/> until its socket is closed.</summary>
/// <param name="transport">The connection; it belongs to this object.</param>
/// <param name="table">Where it counts.</param>
internal sealed class AcceptedConnection(ConnectionContext transport, ConnectionTable table) : ConnectionContext
{
    public override string ConnectionId
    {
        get => transport.ConnectionId;
        set => transport.ConnectionId = value;
    }

    public override IFeatureCollection Features => transport.Features;

    public override IDictionary<object, object?> Items
    {
        get => transport.Items;
        set => transport.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => transport.Transport;
        set => transport.Transport = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => transport.LocalEndPoint;
        set => transport.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => transport.RemoteEndPoint;
        set => transport.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => transport.ConnectionClosed;
        set => transport.ConnectionClosed = value;
    }

    /// <summary>Requests that are being answered: with HTTP/2 there may be several.</summary>
    /// <remarks>The table's, under its lock.</remarks>
    public int Requests { get; set; }

    /// <summary>Its place among those that wait for a request; null for one that is being answered.</summary>
    /// <remarks>The table's, under its lock.</remarks>
    public LinkedListNode<AcceptedConnection>? Waiting { get; set; }

    /// <summary>Whether it counts no longer.</summary>
    /// <remarks>The table's, under its lock.</remarks>
    public bool IsGone { get; set; }

    /// <summary>A request has come.</summary>
    public void BeginRequest() => table.BeginRequest(this);

    /// <summary>It is answered.</summary>
    public void EndRequest() => table.EndRequest(this);

    public override void Abort(ConnectionAbortedException abortReason) => transport.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        await transport.DisposeAsync().ConfigureAwait(false);
        table.Remove(this);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
