namespace Sysprof.Profile.Metrics;

/// <summary>What tells a metric from the others of its family.</summary>
/// <param name="Name">A word of letters, digits and underscores.</param>
/// <param name="Value">Any text; the writers escape it.</param>
public readonly record struct MetricLabel(string Name, string Value);
