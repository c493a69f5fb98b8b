using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Metrics;

/// <summary>A histogram as it was written.</summary>
internal sealed record CollectedHistogram((int Index, long Count)[] Buckets, double SumSeconds, long Count, Exemplar? Exemplar)
{
    /// <summary>The counts by index of <see cref="LatencyBuckets"/>.</summary>
    public Dictionary<int, long> ByIndex => Buckets.ToDictionary(bucket => bucket.Index, bucket => bucket.Count);
}
