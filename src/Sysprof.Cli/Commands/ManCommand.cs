using System.CommandLine;
using System.CommandLine.Completions;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Manual;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof man</c>: the manual pages, for packages and for those who have none.</summary>
internal sealed class ManCommand : CliCommand
{
    private readonly Argument<string> _command = new("COMMAND") { Arity = ArgumentArity.ZeroOrOne };
    private readonly SysprofCommand _root;

    public ManCommand(SysprofCommand root)
        : base("man", "Print the manual page of sysprof or of a command")
    {
        _root = root;
        _command.CompletionSources.Add(_ => Names.Select(name => new CompletionItem(name)));
        Add(_command);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sysprof man stat | man -l -", "read that of sysprof stat"),
        new("sysprof man > sysprof.1", "keep that of sysprof itself"),
    ];

    public override string Synopsis => "[COMMAND]";

    private IEnumerable<string> Names => _root.Subcommands.Select(command => command.Name);

    public override Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        new ManualPage(_root, host.Output).Write(Find(parse.GetValue(_command)));
        return Task.FromResult(0);
    }

    private CliCommand Find(string? name) => name is null
        ? _root
        : _root.Subcommands.Cast<CliCommand>().FirstOrDefault(command => command.Name == name)
            ?? throw Usage.Error($"{_command.Name} '{name}': must be one of {string.Join(", ", Names)}");
}
