using System.Globalization;
using Sysprof.Profile.Metrics;
using Xunit;

namespace Sysprof.Tests.Metrics;

/// <summary>What was written, to be looked up: <c>sysprof_syscalls_total{syscall="read"}</c>.</summary>
internal sealed class CollectedMetrics : IMetricWriter
{
    private MetricFamily? _family;

    /// <summary>Everything that is taken so far.</summary>
    public static CollectedMetrics Of(RunMetrics metrics)
    {
        var collected = new CollectedMetrics();
        metrics.WriteTo(collected);
        return collected;
    }

    /// <summary>The families that have samples.</summary>
    public Dictionary<string, MetricFamily> Families { get; } = [];

    /// <summary>Counters and gauges.</summary>
    public SortedDictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, CollectedHistogram> Histograms { get; } = new(StringComparer.Ordinal);

    /// <summary>Counters and gauges, as they were written.</summary>
    public List<(MetricFamily Family, MetricLabel[] Labels, double Value)> Samples { get; } = [];

    /// <summary>Histograms, as they were written.</summary>
    public List<(MetricFamily Family, MetricLabel[] Labels, CollectedHistogram Histogram)> HistogramSamples { get; } = [];

    /// <summary>The value of a counter or gauge.</summary>
    public double this[string series] => Values[series];

    public void Begin(MetricFamily family) => _family = family;

    public void Write(ReadOnlySpan<MetricLabel> labels, long value) => Write(labels, (double)value);

    public void Write(ReadOnlySpan<MetricLabel> labels, double value)
    {
        Assert.NotEqual(MetricKind.Histogram, _family!.Kind);
        Values.Add(Series(labels), value);
        Samples.Add((_family, labels.ToArray(), value));
    }

    public void Write(ReadOnlySpan<MetricLabel> labels, LatencySample sample)
    {
        Assert.Equal(MetricKind.Histogram, _family!.Kind);
        var histogram = new CollectedHistogram([.. sample.Buckets], sample.SumSeconds, sample.Count, sample.Exemplar);
        Histograms.Add(Series(labels), histogram);
        HistogramSamples.Add((_family, labels.ToArray(), histogram));
    }

    public void Finish()
    {
        // Nothing is held back.
    }

    /// <summary>The series of a family, by what stands in their braces.</summary>
    public Dictionary<string, double> SeriesOf(MetricFamily family) => Values
        .Where(entry => entry.Key.StartsWith(family.Name + "{", StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[(family.Name.Length + 1)..^1], entry => entry.Value);

    /// <summary>The sum over a family's series.</summary>
    public double Sum(MetricFamily family) => SeriesOf(family).Values.Sum();

    /// <summary>The histograms of a family.</summary>
    public IReadOnlyList<CollectedHistogram> HistogramsOf(MetricFamily family) =>
    [
        .. Histograms.Where(entry => entry.Key.StartsWith(family.Name + "{", StringComparison.Ordinal))
            .Select(entry => entry.Value),
    ];

    /// <summary>The series of all counters, those of histograms included.</summary>
    public Dictionary<string, double> Counters()
    {
        Dictionary<string, double> counters = Values
            .Where(entry => Families[entry.Key.Split('{')[0]].Kind == MetricKind.Counter)
            .ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach ((string series, CollectedHistogram histogram) in Histograms)
        {
            counters.Add(series + " sum", histogram.SumSeconds);
            counters.Add(series + " count", histogram.Count);
            foreach ((int index, long count) in histogram.Buckets)
            {
                counters.Add(string.Create(CultureInfo.InvariantCulture, $"{series} {index}"), count);
            }
        }

        return counters;
    }

    private string Series(ReadOnlySpan<MetricLabel> labels)
    {
        Families.TryAdd(_family!.Name, _family);
        return $"{_family.Name}{{{string.Join(',', labels.ToArray().Select(label => $"{label.Name}=\"{label.Value}\""))}}}";
    }
}
