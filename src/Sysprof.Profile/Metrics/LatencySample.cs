namespace Sysprof.Profile.Metrics;

/// <summary>A histogram at the moment of a scrape.</summary>
/// <param name="buckets">
/// The filled buckets of <see cref="Model.LatencyBuckets"/> in rising order: index and count. Every latency is in one.
/// </param>
/// <param name="sumSeconds">All latencies added up.</param>
/// <param name="exemplar">A call worth a look, or null.</param>
public readonly ref struct LatencySample(
    ReadOnlySpan<(int Index, long Count)> buckets, double sumSeconds, Exemplar? exemplar)
{
    /// <summary>The filled buckets in rising order.</summary>
    public ReadOnlySpan<(int Index, long Count)> Buckets { get; } = buckets;

    /// <summary>All latencies added up, in seconds.</summary>
    public double SumSeconds { get; } = sumSeconds;

    /// <summary>A call worth a look, or null.</summary>
    public Exemplar? Exemplar { get; } = exemplar;

    /// <summary>How many latencies: the sum of the buckets, or Prometheus refuses the whole scrape.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach ((_, long inBucket) in Buckets)
            {
                count += inBucket;
            }

            return count;
        }
    }
}
