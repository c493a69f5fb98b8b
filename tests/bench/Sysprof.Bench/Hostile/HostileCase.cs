using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Hostile;

/// <summary>What other programs do while everybody is traced.</summary>
/// <param name="Name">What it is called in tables.</param>
internal sealed record HostileCase(string Name)
{
    /// <summary>The scenario that does it in known numbers, given where it may make files and cgroups.</summary>
    public required Func<HostilePlaces, string[]> Counted { get; init; }

    /// <summary>The scenario that does it for a while; null where the counted one stays as it is until it is told to end.</summary>
    public Func<HostilePlaces, int, string[]>? Lasting { get; init; }

    /// <summary>What is wrong with the paths in a result; null when nothing is.</summary>
    public Func<HostilePlaces, CallTable, string?> Complaint { get; init; } = (_, _) => null;
}
