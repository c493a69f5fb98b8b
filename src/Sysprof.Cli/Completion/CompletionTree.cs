using System.CommandLine;
using System.CommandLine.Completions;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Completion;

/// <summary>What a completion script knows of a command line, taken from the command tree.</summary>
/// <param name="Commands">The commands, in the order of the help.</param>
/// <param name="Everywhere">The options that every command has.</param>
internal sealed record CompletionTree(
    IReadOnlyList<CompletedCommand> Commands, IReadOnlyList<CompletedOption> Everywhere)
{
    /// <summary>The tree below the root command.</summary>
    public static CompletionTree Of(CliCommand root) => new(
        [.. root.Subcommands.Cast<CliCommand>().Select(Describe)],
        [.. root.Options.Where(option => option.Recursive).Select(Describe)]);

    private static CompletedCommand Describe(CliCommand command)
    {
        IEnumerable<string> operands = command.Arguments.SelectMany(a => Labels(a.GetCompletions(CompletionContext.Empty)));
        return new CompletedCommand(
            command.Name,
            command.Description ?? "",
            [.. command.Options.Where(option => !option.Hidden && !option.Recursive).Select(Describe)],
            [.. operands],
            command.CommandAfterDashes is not null);
    }

    private static CompletedOption Describe(Option option) => new(
        option.Name,
        option.Aliases.FirstOrDefault(),
        option.Description ?? "",
        option.HelpName,
        option.HelpName is null ? [] : [.. Labels(option.GetCompletions(CompletionContext.Empty))]);

    private static IEnumerable<string> Labels(IEnumerable<CompletionItem> items) => items.Select(item => item.Label);
}
