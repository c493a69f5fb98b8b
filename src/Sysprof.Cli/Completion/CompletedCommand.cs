namespace Sysprof.Cli.Completion;

/// <summary>A command in a completion script.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, one line.</param>
/// <param name="Options">Its own options.</param>
/// <param name="Operands">The words it takes; empty for file names.</param>
/// <param name="TakesCommand">Whether a command line to run may follow <c>--</c>.</param>
internal sealed record CompletedCommand(
    string Name,
    string Description,
    IReadOnlyList<CompletedOption> Options,
    IReadOnlyList<string> Operands,
    bool TakesCommand);
