using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Completion;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Commands;

/// <summary><c>sysprof completion</c>: the script with which a shell completes our commands and options.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private static readonly Choices<Action<CompletionTree, TextWriter>> Shells = new(
        "SHELL",
        ("bash", BashCompletion.Write),
        ("zsh", ZshCompletion.Write),
        ("fish", FishCompletion.Write));

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };
    private readonly SysprofCommand _root;

    public CompletionCommand(SysprofCommand root)
        : base("completion", "Print the completion script for bash, zsh or fish")
    {
        _root = root;
        _shell.CompletionSources.Add([.. Shells.Names]);
        Add(_shell);
    }

    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("source <(sysprof completion bash)", "in bash, or in ~/.bashrc"),
        new("source <(sysprof completion zsh)", "in zsh, or in ~/.zshrc after compinit"),
        new("sysprof completion fish | source", "in fish, or in its config.fish"),
    ];

    public override string Synopsis => "bash|zsh|fish";

    public override Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation)
    {
        Action<CompletionTree, TextWriter> write = Shells.Parse(_shell.Name, parse.GetValue(_shell));
        write(CompletionTree.Of(_root), host.Output);
        return Task.FromResult(0);
    }
}
