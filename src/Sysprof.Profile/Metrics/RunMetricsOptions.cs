using Sysprof.Profile.Model;

namespace Sysprof.Profile.Metrics;

/// <summary>What <see cref="RunMetrics"/> tells apart beyond the system calls.</summary>
public sealed record RunMetricsOptions
{
    /// <summary>The calls that are counted from 0 on, so that the first of them is an increase like any other.</summary>
    public IReadOnlyCollection<CallKey> Expected { get; init; } = [];

    /// <summary>Also by the name of the process.</summary>
    public bool ByProcess { get; init; }

    /// <summary>Also by cgroup.</summary>
    public bool ByCgroup { get; init; }
}
