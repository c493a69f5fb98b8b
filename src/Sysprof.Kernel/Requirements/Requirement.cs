namespace Sysprof.Kernel.Requirements;

/// <summary>Something that tracing needs of this machine, as it was found.</summary>
/// <param name="Name">What it is, in a word or two.</param>
/// <param name="State">How it stands.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Remedy">What the user can do about it; null when there is nothing to be done.</param>
public sealed record Requirement(string Name, RequirementState State, string Finding, string? Remedy)
{
    internal static Requirement Met(string name, string finding) => new(name, RequirementState.Met, finding, null);

    internal static Requirement Missing(string name, string finding, string remedy) =>
        new(name, RequirementState.Missing, finding, remedy);

    internal static Requirement Unknown(string name, string finding, string remedy) =>
        new(name, RequirementState.Unknown, finding, remedy);

    internal static Requirement Optional(string name, string finding, string? remedy) =>
        new(name, RequirementState.Optional, finding, remedy);
}
