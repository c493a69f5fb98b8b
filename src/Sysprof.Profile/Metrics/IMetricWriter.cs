namespace Sysprof.Profile.Metrics;

/// <summary>Writes metrics in one <see cref="ExpositionFormat"/>, family after family.</summary>
public interface IMetricWriter
{
    /// <summary>Begins a family. One without samples leaves no trace.</summary>
    public void Begin(MetricFamily family);

    /// <summary>Writes a sample of a counter or gauge.</summary>
    public void Write(ReadOnlySpan<MetricLabel> labels, long value);

    /// <summary>Writes a sample of a counter or gauge.</summary>
    public void Write(ReadOnlySpan<MetricLabel> labels, double value);

    /// <summary>Writes a histogram.</summary>
    public void Write(ReadOnlySpan<MetricLabel> labels, LatencySample sample);

    /// <summary>Ends the exposition.</summary>
    public void Finish();
}
