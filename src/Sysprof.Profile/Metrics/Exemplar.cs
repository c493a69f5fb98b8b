namespace Sysprof.Profile.Metrics;

/// <summary>One call that stands for others of its histogram: the slowest lately.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Tgid">The process that made it, which users call PID.</param>
/// <param name="Comm">That process's name.</param>
/// <param name="Time">When it was seen to have returned.</param>
public sealed record Exemplar(double Seconds, int Tgid, string Comm, DateTimeOffset Time)
{
    /// <summary>Who made it, as labels: <c>pid</c> and <c>comm</c>, far below the 128 characters that OpenMetrics allows.</summary>
    public IReadOnlyList<MetricLabel> Labels { get; } =
    [
        new("pid", Tgid.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("comm", Comm),
    ];
}
