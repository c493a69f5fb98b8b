using System.CommandLine;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Serving;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof serve</c>: metrics for Prometheus.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly TargetOptions _target = new();
    private readonly SyscallOptions _syscalls = new();
    private readonly CostOptions _cost = new();
    private readonly CollectorOptions _collectors = new();
    private readonly WebOptions _web = new();
    private readonly LogOptions _logs = new();

    public ServeCommand()
        : base("serve", "Serve metrics of system calls to Prometheus")
    {
        Add(_target);
        Add(_syscalls);
        Add(_cost);
        Add(_collectors);
        Add(_web);
        Add(_logs);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof serve", "the machine, at http://127.0.0.1:10435/metrics"),
        new("sysprof serve --collector.process --collector.cgroup", "also by process and by cgroup"),
        new("sysprof serve --comm '^postgres' -e %file,%desc", "file calls of some processes, those to come, too"),
        new("sysprof serve --web.listen-address :10435 --web.config.file web.yml", "for other machines, with TLS and passwords"),
    ];

    public override string Synopsis => "[TARGET] [FILTERS] [OPTIONS]";

    public override IReadOnlyList<string> Notes =>
    [
        "/metrics, / with links, /-/healthy, /-/ready (503 until attached). Runs until Ctrl-C, TERM or HUP. When everything is "
            + "attached it gives up all its capabilities; CAP_BPF and CAP_PERFMON are enough to start.",
    ];

    public override async Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        SessionOptions options = _target.Read(parse, _syscalls.ReadSet(parse), []) with
        {
            Operations = false,
            Times = false,
            RaisesPriority = false, // Else requests of remote clients would be served before other programs run.
            MaxOverhead = _cost.ReadMaxOverhead(parse),
        };
        WebSettings web = _web.Read(parse);
        LogSettings settings = _logs.Read(parse);
        await using var lines = new LogQueue(host.Error, settings, host.Clock);
        using ILoggerFactory logs = settings.Open(lines, host.Clock);
        var exporter = new Exporter(
            host, logs, options, run => _collectors.Read(parse, [.. options.Calls.Tabled(run.NativeAbi)]));
        return await exporter.RunAsync(web, cancellation).ConfigureAwait(false);
    }
}
