using Sysprof.Profile.Metrics;

namespace Sysprof.Bench.Scrape;

/// <summary>The sum over the series of each family; of histograms, their counts.</summary>
internal sealed class FamilySums : IMetricWriter
{
    private readonly Dictionary<string, double> _sums = [];
    private string _family = "";

    public double Of(string family) => _sums.GetValueOrDefault(family);

    public void Begin(MetricFamily family) => _family = family.Name;

    public void Write(ReadOnlySpan<MetricLabel> labels, long value) => Add(value);

    public void Write(ReadOnlySpan<MetricLabel> labels, double value) => Add(value);

    public void Write(ReadOnlySpan<MetricLabel> labels, LatencySample sample) => Add(sample.Count);

    public void Finish()
    {
        // Sums have no end.
    }

    private void Add(double value) => _sums[_family] = Of(_family) + value;
}
