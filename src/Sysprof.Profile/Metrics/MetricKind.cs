namespace Sysprof.Profile.Metrics;

/// <summary>What the samples of a family are.</summary>
public enum MetricKind
{
    /// <summary>Only rises, until the exporter is started again.</summary>
    Counter,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>Latencies by bucket, their number and their sum.</summary>
    Histogram,
}
