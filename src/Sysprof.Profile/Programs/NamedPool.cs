namespace Sysprof.Profile.Programs;

/// <summary>Threads of a process that do the same as far as their names tell.</summary>
/// <param name="Name">
/// What they are called, with a star for each number; where all are called the same, that. Where a thread is called as its
/// process, what it is for, if that is known.
/// </param>
/// <param name="Role">What they are for, "" where that is not known.</param>
/// <param name="IsByRole">Whether they are told apart by that and not by their names.</param>
public sealed record NamedPool(string Name, string Role, bool IsByRole);
