using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Commands;

/// <summary>The program itself: the root of the command tree.</summary>
internal sealed class SysprofCommand : CliCommand
{
    public SysprofCommand()
        : base("sysprof", "Counts, errors and latencies of every system call, per thread, cheap enough for production.")
    {
        Add(new TopCommand());
        Add(new NowCommand());
        Add(new StatCommand());
        Add(new RecordCommand());
        Add(new ReportCommand());
        Add(new ServeCommand());
        Add(new CheckCommand());
        Add(new CompletionCommand(this));
        Add(new ManCommand(this));
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof top", "watch every call on this machine"),
        new("sysprof now 1234", "what each thread of a process is in at this moment"),
        new("sysprof stat -p 1234 --by syscall", "one process until Ctrl-C, per system call"),
        new("sysprof stat -- ls -lR /usr", "a command from its first instruction"),
        new("sysprof record -d 30s", "keep it in sysprof.rec ..."),
        new("sysprof report -x", "... to look at its failures, without root"),
        new("sysprof serve", "metrics of the machine for Prometheus"),
    ];

    public override string Synopsis => "COMMAND [OPTIONS]";

    public override Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation) =>
        throw Usage.Error("a command is missing");
}
