using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Authentication;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Cli.Serving.Requests;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving;

/// <summary>
/// The web server of the metrics. It listens before anything is traced, so that what stands in its way is known at
/// once, and is ready when it is given what to serve.
/// </summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConnectionListenerFactory _sockets;
    private readonly KestrelListeners _listeners;
    private readonly BasicAuthentication _authentication = new();
    private readonly ScrapeEndpoint _metrics;
    private readonly ServerLimits _limits;
    private readonly LiveWebConfig _configuration;
    private readonly ILogger _log;

    private MetricsServer(ServerOptions options, LiveWebConfig configuration, IReadOnlyList<Socket> bound, ILogger log)
    {
        _limits = options.Limits;
        _configuration = configuration;
        _log = log;
        _metrics = new ScrapeEndpoint(options.Clock, log);
        Connections = new ConnectionTable(Math.Min(_limits.ConnectionsBeforeTracing, _limits.Connections), options.Clock, log);
        _sockets = new ConnectionListenerFactory(bound, Connections, options.Clock, log);
        _listeners = new KestrelListeners(configuration, _sockets.Bound, options);

        // Of the environment and of files it looks at nothing: only the command line counts.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Logs);
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _limits.StopPatience);
        // Before Kestrel adds its own.
        builder.Services.AddSingleton<IConnectionListenerFactory>(_sockets);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(_listeners.Configure);
        _application = builder.Build();
        _application.Run(new RequestHandler(configuration, _authentication, _metrics, log).HandleAsync);
    }

    /// <summary>What it listens on; the port that the kernel chose in place of 0.</summary>
    public IReadOnlyList<EndPoint> Addresses => _listeners.Addresses;

    /// <summary>The open connections.</summary>
    public ConnectionTable Connections { get; }

    /// <summary>Whether it speaks TLS.</summary>
    public bool SpeaksTls => _listeners.SpeaksTls;

    /// <summary>Reads the configuration, then listens and answers; to scrapes with 503.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="SysprofException">The configuration is wrong, or an address cannot be listened on.</exception>
    public static async Task<MetricsServer> StartAsync(ServerOptions options, CancellationToken cancellation)
    {
        ILogger log = options.Logs.CreateLogger("web");
        var configuration = new LiveWebConfig(options.Web.ConfigFile, options.Clock, log);
        List<Socket> bound = await BindAsync(options.Web, cancellation).ConfigureAwait(false);
        var server = new MetricsServer(options, configuration, bound, log);
        try
        {
            await server._application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return server;
    }

    /// <summary>Logs where it listens, and who can reach it there.</summary>
    public void Announce()
    {
        foreach (EndPoint address in Addresses)
        {
            _log.Info("listening", ("address", address), ("tls", SpeaksTls));
            ExposureCheck.Warn(_log, address, _configuration.Current());
        }
    }

    /// <summary>
    /// From now on there is something to scrape, and the server is ready. It lets in as many connections as there are file
    /// descriptors for, now that tracing has taken its own.
    /// </summary>
    /// <param name="scrape">
    /// Makes the bytes of an answer, for several clients at once; they are not changed afterwards. The token ends the
    /// wait of one client; it must be honoured, for nothing else ends it.
    /// </param>
    /// <exception cref="SysprofException">There are too few descriptors.</exception>
    public void Attach(Func<Representation, CancellationToken, Task<ReadOnlyMemory<byte>>> scrape)
    {
        Connections.Limit = ConnectionBudget.Connections(
            OwnDescriptors.Limit(), OwnDescriptors.Open() - Connections.Open, _limits.Connections);
        _metrics.Attach(scrape);
    }

    /// <summary>Listens no more; answers that are under way get a second.</summary>
    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(_limits.StopPatience);
        await _application.StopAsync(patience.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _sockets.Dispose();
        Connections.Dispose();
        _authentication.Dispose();
    }

    private static async Task<List<Socket>> BindAsync(WebSettings web, CancellationToken cancellation)
    {
        var bound = new List<Socket>();
        try
        {
            foreach (ListenAddress address in web.TakesSystemdSockets ? [] : web.Addresses)
            {
                bound.Add(await ListenSocket.BindAsync(address, cancellation).ConfigureAwait(false));
            }

            return bound;
        }
        catch
        {
            bound.ForEach(socket => socket.Dispose());
            throw;
        }
    }
}
