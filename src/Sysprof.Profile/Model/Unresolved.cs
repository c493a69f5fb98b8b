namespace Sysprof.Profile.Model;

/// <summary>How often something was not found out: what a descriptor refers to, the path of a cgroup, the program of a process.</summary>
/// <param name="What">What was not, as a plural: "cgroup paths".</param>
/// <param name="Count">How often, above 0.</param>
public readonly record struct Unresolved(string What, long Count)
{
    /// <summary>What was not, in the number that goes with the count: "cgroup path" for one.</summary>
    public string CountedWhat
    {
        get
        {
            int end = What.IndexOf(" (", StringComparison.Ordinal) is >= 0 and var reason ? reason : What.Length;
            return Count == 1 && What.AsSpan(0, end).EndsWith("s") ? What.Remove(end - 1, 1) : What;
        }
    }

    /// <summary>Counts with those that follow, by what they are of, in the order in which they came first.</summary>
    public static IReadOnlyList<Unresolved> Add(IReadOnlyList<Unresolved> counts, IReadOnlyList<Unresolved> next) => next.Count == 0
        ? counts
        : [.. counts.Concat(next).GroupBy(count => count.What).Select(same => new Unresolved(same.Key, same.Sum(count => count.Count)))];
}
