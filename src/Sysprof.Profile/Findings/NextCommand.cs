namespace Sysprof.Profile.Findings;

/// <summary>The words of the command to run next on what a finding is about; see <see cref="NextCommands"/>.</summary>
internal delegate IReadOnlyList<string> NextCommand(Concern concern, ObservedRun run);
