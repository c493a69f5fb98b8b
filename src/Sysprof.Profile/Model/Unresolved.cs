namespace Sysprof.Profile.Model;

/// <summary>How often something was not found out: what a descriptor refers to, the path of a cgroup, the program of a process.</summary>
/// <param name="What">What was not, as a plural: "cgroup paths".</param>
/// <param name="Count">How often, above 0.</param>
public readonly record struct Unresolved(string What, long Count)
{
    /// <summary>Counts with those that follow, by what they are of, in the order in which they came first.</summary>
    public static IReadOnlyList<Unresolved> Add(IReadOnlyList<Unresolved> counts, IReadOnlyList<Unresolved> next) => next.Count == 0
        ? counts
        : [.. counts.Concat(next).GroupBy(count => count.What).Select(same => new Unresolved(same.Key, same.Sum(count => count.Count)))];
}
