using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof stat</c>: the table now, no file.</summary>
internal sealed class StatCommand : CliCommand
{
    private readonly TargetOptions _target = new();
    private readonly FilterOptions _filters = new();
    private readonly RunOptions _run = new();
    private readonly CostOptions _cost = new();
    private readonly ViewOptions _view = new();
    private readonly OutputOptions _output = new("Write to FILE instead of stdout");

    public StatCommand()
        : base("stat", "Show system calls now: counts, errors, latencies")
    {
        Add(_target);
        Add(_filters);
        Add(_run);
        Add(_cost);
        Add(_view);
        Add(_output);
        Add(_target.Command);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof stat -d 10s", "every call on this machine for 10 seconds"),
        new("sysprof stat -p 1234 --by syscall", "one process until Ctrl-C, per system call"),
        new("sysprof stat -e %network -x -d 1m", "network calls that fail"),
        new("sysprof stat -p 1234 --by file -s bytes -d 10s", "which files, pipes and sockets it reads and writes"),
        new("sysprof stat --max-overhead 2% -d 1m", "a machine that must not be slowed down: look for a part of the time"),
        new("sysprof stat --format strace -- ls -lR /usr", "a command, as strace -f -c shows it"),
        new("sysprof stat -d 10s --findings", "what is worth a look, and what to run next"),
        new("sysprof stat -d 10s --format json -o now.json", "everything there is, for a program"),
    ];

    public override string Synopsis => "[TARGET] [FILTERS] [OPTIONS] [-- COMMAND ARG...]";

    public override IReadOnlyList<string> Notes => [LiveCommand.SignalNote, LiveCommand.CommandNote];

    public override Argument<string[]> CommandAfterDashes => _target.Command;

    public override async Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        // What -e leaves out is not even traced; the rest is a matter of showing.
        var filter = new SummaryFilter { FailedOnly = _filters.ReadFailed(parse), Errnos = _filters.ReadErrnos(parse) };
        View view = _view.Read(parse, filter, host.Terminal);
        SessionOptions options = _target.Read(parse, _filters.ReadSet(parse)) with
        {
            Descriptors = view.NeedsDescriptors,
            Programs = true,
            MaxOverhead = _cost.ReadMaxOverhead(parse),
        };
        var plan = new RunPlan(_run.ReadDuration(parse), RunOptions.DefaultInterval);
        using var output = new ResultOutput(_output.ReadPath(parse), _output.ReadForce(parse), host);

        Summary? summary = null;
        return await new LiveCommand(host, options).RunAsync(
            plan,
            begin: run =>
            {
                summary = new Summary(run.Run);
                return summary.Add;
            },
            finish: () => output.Write(writer => view.Write(summary!, writer, host.Error)),
            cancellation).ConfigureAwait(false);
    }
}
