namespace Sysprof.Cli.Completion;

/// <summary>An option in a completion script.</summary>
/// <param name="Name">"--duration".</param>
/// <param name="Alias">"-d", or null.</param>
/// <param name="Description">What it does.</param>
/// <param name="ValueName">The placeholder of its value, or null when it takes none.</param>
/// <param name="Values">The words its value may be; empty when it is free.</param>
internal sealed record CompletedOption(
    string Name, string? Alias, string Description, string? ValueName, IReadOnlyList<string> Values)
{
    /// <summary>Whether its value is the name of a file.</summary>
    public bool TakesFile => ValueName is "FILE";

    /// <summary>Whether its value is the name of a cgroup, a directory of that hierarchy.</summary>
    public bool TakesCgroup => ValueName is "PATH";

    /// <summary>Name and alias.</summary>
    public IEnumerable<string> Names => Alias is null ? [Name] : [Alias, Name];
}
