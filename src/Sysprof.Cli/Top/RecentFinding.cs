using Sysprof.Profile.Findings;

namespace Sysprof.Cli.Top;

/// <summary>A finding of the last seconds.</summary>
/// <param name="Found">What was found.</param>
/// <param name="CostNsPerSecond">What it costs, in nanoseconds for each second.</param>
internal sealed record RecentFinding(Finding Found, long CostNsPerSecond)
{
    /// <summary>How many threads it concerns.</summary>
    public int ThreadCount => Found.Threads.Count + Found.OtherThreads;

    /// <summary>What stays the same while it is found again: titles have numbers in them.</summary>
    public static object Identity(Finding found) => (found.Rule, found.Threads.Count > 0 ? found.Threads[0].Who.Process : "");
}
