namespace Sysprof.Profile.Metrics;

/// <summary>One bound of a classic histogram.</summary>
/// <param name="UpperSeconds">The longest duration that it counts.</param>
/// <param name="LastIndex">The last bucket of <see cref="Model.LatencyBuckets"/> that it counts.</param>
/// <param name="Text">The bound as a label.</param>
internal readonly record struct ClassicBucket(double UpperSeconds, int LastIndex, string Text);
