using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Tells Kestrel what to listen on, and how TLS is spoken there.</summary>
internal sealed class KestrelListeners
{
    private readonly LiveWebConfig _configuration;
    private readonly ServerLimits _limits;
    private readonly WebConfig _first;
    private readonly IReadOnlyList<EndPoint> _bound;
    private readonly IReadOnlyList<int> _activated;

    /// <param name="configuration">Says whether TLS is spoken, which does not change, and how, which may.</param>
    /// <param name="bound">What sockets of ours are bound to.</param>
    /// <param name="options">Limits, and whether the service manager passed sockets on.</param>
    /// <exception cref="SysprofException">It should have, and did not.</exception>
    public KestrelListeners(LiveWebConfig configuration, IReadOnlyList<EndPoint> bound, ServerOptions options)
    {
        _configuration = configuration;
        _limits = options.Limits;
        _first = configuration.Current();
        _bound = bound;
        _activated = options.Web.TakesSystemdSockets ? ActivatedSockets.Take(options.Variable) : [];
        Addresses = [.. _bound, .. _activated.Select(ActivatedSockets.EndPointOf).OfType<EndPoint>()];
    }

    /// <summary>What is listened on.</summary>
    public IReadOnlyList<EndPoint> Addresses { get; }

    /// <summary>Whether TLS is spoken.</summary>
    public bool SpeaksTls => _first.Tls is not null;

    /// <summary>Tells Kestrel.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        _limits.Apply(kestrel.Limits);
        foreach (EndPoint address in _bound)
        {
            kestrel.Listen(address, ConfigureConnections);
        }

        foreach (int descriptor in _activated)
        {
            kestrel.ListenHandle((ulong)descriptor, ConfigureConnections);
        }
    }

    private void ConfigureConnections(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (_first.Tls is { } tls)
        {
            ConfigureTls(listen, tls);
        }

        // After the handshake, which has a limit of its own.
        listen.Use(next => FirstByte.WaitFor(next, _limits.Patience));
    }

    private void ConfigureTls(ListenOptions listen, TlsSettings first)
    {
        listen.Protocols = _first.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = _limits.Patience,
            // Each handshake with the certificate of the day. TLS is not turned off while we run.
            OnConnection = _ => ValueTask.FromResult((_configuration.Current().Tls ?? first).ForHandshake(_first.Http2)),
        });
    }
}
