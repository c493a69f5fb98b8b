using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Now;
using Sysprof.Cli.Running;
using Sysprof.Cli.Terminal;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof now</c>: what every thread is in at this moment.</summary>
internal sealed class NowCommand : CliCommand
{
    private readonly Argument<string[]> _pids = new("PID") { Arity = ArgumentArity.ZeroOrMore };
    private readonly TargetOptions _target = new();
    private readonly NowOptions _view = new();
    private readonly OutputOptions _output = new("Write to FILE instead of stdout");

    public NowCommand()
        : base("now", "Show what every thread is in at this moment: call, arguments, for how long, what it did before")
    {
        Add(_pids);
        Add(_target);
        Add(_view);
        Add(_output);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof now 1234", "every thread of a process: where does it hang?"),
        new("sysprof now --comm nginx -s age", "those that are longest in a call first"),
        new("sysprof now -w 1234", "again and again, until q or Ctrl-C"),
        new("sysprof now --format json -o now.json", "the machine, for a program"),
    ];

    public override string Synopsis => "[PID... | TARGET] [OPTIONS]";

    public override IReadOnlyList<string> Notes =>
    [
        "PID is the same as -p PID. Nothing is stopped and no signal is sent. What pointers lead to is not read: they are shown as addresses.",
        "≥ marks a call that was entered before sysprof came: it has gone on at least that long.",
        LiveCommand.SignalNote,
    ];

    public override async Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        IReadOnlyList<int> tgids = IdList.Parse(_pids.Name, parse.GetValue(_pids) ?? []);
        NowView view = _view.Read(parse, host.Terminal);
        string? path = _output.ReadPath(parse);
        var now = new LiveNow(host, _target.Read(parse, SyscallSet.Everything, [], tgids), view);
        if (!view.IsWatch)
        {
            using var output = new ResultOutput(path, _output.ReadForce(parse), host);
            return await now.LookAsync(output, cancellation).ConfigureAwait(false);
        }

        if (path is not null)
        {
            throw Usage.Error("--watch and --output cannot be combined: redirect stdout to keep every frame");
        }

        bool hasScreen = !view.IsJson && host.Terminal is { InputIsTerminal: true, OutputIsTerminal: true, Dumb: false };
        host.RequireOutput();
        return await (hasScreen ? now.ShowAsync(cancellation) : now.PrintAsync(cancellation)).ConfigureAwait(false);
    }
}
