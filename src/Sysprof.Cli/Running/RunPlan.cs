namespace Sysprof.Cli.Running;

/// <summary>How long a run goes on and how it is cut.</summary>
/// <param name="Duration">When it ends by itself; null for never.</param>
/// <param name="Interval">Length of its intervals; the last one ends with the run.</param>
internal readonly record struct RunPlan(TimeSpan? Duration, TimeSpan Interval);
