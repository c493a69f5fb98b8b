namespace Sysprof.Profile.Metrics;

/// <summary>How metrics are written down for whoever scrapes them.</summary>
public enum ExpositionFormat
{
    /// <summary>Prometheus text, version 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics text, version 1.0.0, with exemplars.</summary>
    OpenMetrics,

    /// <summary>Prometheus protobuf, messages with their lengths, with native histograms and exemplars.</summary>
    Protobuf,
}
