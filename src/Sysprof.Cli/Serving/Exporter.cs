using Microsoft.Extensions.Logging;
using Sysprof.Cli.Running;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Cli.Serving.Systemd;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Serving;

/// <summary>From the first listening to the last answer: what is served while a run goes on.</summary>
/// <param name="host">The world.</param>
/// <param name="logs">The log.</param>
/// <param name="session">What is traced.</param>
/// <param name="collectors">What metrics tell apart.</param>
internal sealed class Exporter(
    CliHost host, ILoggerFactory logs, SessionOptions session, Func<RunInfo, RunMetricsOptions> collectors)
{
    private readonly ILogger _log = logs.CreateLogger("serve");

    /// <summary>Serves until a signal, and returns the exit code. Nothing is attached before it listens.</summary>
    public async Task<int> RunAsync(WebSettings web, CancellationToken cancellation)
    {
        ConnectionBudget.RequireStartup();
        using var signals = new StopSignals(forCommand: false, cancellation);
        try
        {
            await ListenAsync(web, signals.Requested).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            _log.Debug("asked to stop");
        }

        _log.Info("stopped");
        return (int)ExitCode.Done;
    }

    private async Task ListenAsync(WebSettings web, CancellationToken stop)
    {
        var options = new ServerOptions { Web = web, Logs = logs, Clock = host.Clock };
        await using MetricsServer server = await MetricsServer.StartAsync(options, stop).ConfigureAwait(false);
        using ILiveRun run = StartRun();
        run.DropPrivileges();
        // Whoever may not trace has not been told of a server that listens.
        server.Announce();
        _log.Info(
            "attached",
            ("target", run.Run.Target),
            ("kernel", run.Run.Kernel),
            ("ns_per_call", Math.Round(run.Run.NsPerCall)));
        await ServeAsync(server, run, stop).ConfigureAwait(false);
    }

    private ILiveRun StartRun()
    {
        try
        {
            return host.StartRun(session);
        }
        catch (Exception error) when (Shortage.IsOfDescriptors(error))
        {
            throw ConnectionBudget.TooFew("too few file descriptors to trace", error);
        }
    }

    private async Task ServeAsync(MetricsServer server, ILiveRun run, CancellationToken stop)
    {
        var manager = new ServiceNotifier(Environment.GetEnvironmentVariable(ServiceNotifier.Variable), _log);
        var metrics = new RunMetrics(run.Run, collectors(run.Run));
        using var scraper = new Scraper(
            run, metrics, new SelfMetrics(run.Run, () => server.Connections.Dropped), host.Clock, _log);
        try
        {
            await scraper.WarmUpAsync(stop).ConfigureAwait(false);
            _ = TellOfEndAsync(run);
            server.Attach(scraper.ScrapeAsync);
            manager.Ready($"tracing {run.Run.Target}");
            await scraper.KeepUpAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            manager.Stopping();
            await server.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Counters outlive what they count.</summary>
    private async Task TellOfEndAsync(ILiveRun run)
    {
        await run.TargetEnded.ConfigureAwait(false);
        _log.Warn("the target ended; its metrics are served on", ("target", run.Run.Target));
    }
}
