using System.CommandLine;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.CommandLine;

/// <summary>A command of the tree: how it is called, what its help says, what it does.</summary>
internal abstract class CliCommand(string name, string description) : Command(name, description)
{
    private readonly List<OptionGroup> _groups = [];

    /// <summary>What people type, with what it does: the first thing the help shows.</summary>
    public abstract IReadOnlyList<HelpExample> Examples { get; }

    /// <summary>The command line after the name, as the help shows it.</summary>
    public abstract string Synopsis { get; }

    /// <summary>What the help says below the options: paragraphs, in order.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Its options as the help shows them.</summary>
    public IReadOnlyList<OptionGroup> Groups => _groups;

    /// <summary>The argument that takes what follows <c>--</c>, or null: then <c>--</c> only ends the options.</summary>
    public virtual Argument<string[]>? CommandAfterDashes => null;

    /// <summary>Does it and returns the exit code.</summary>
    public abstract Task<int> RunAsync(ParseResult parse, CliHost host, CancellationToken cancellation);

    /// <summary>Gives it a group of options.</summary>
    protected void Add(OptionGroup group)
    {
        _groups.Add(group);
        foreach (Option option in group.Options)
        {
            Add(option);
        }
    }
}
