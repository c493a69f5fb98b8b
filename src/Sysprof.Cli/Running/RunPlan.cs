namespace Sysprof.Cli.Running;

/// <summary>How long a run goes on and how it is cut.</summary>
/// <param name="Duration">When it ends by itself; null for never.</param>
/// <param name="Interval">Length of its intervals; null for a single one.</param>
internal readonly record struct RunPlan(TimeSpan? Duration, TimeSpan? Interval);
