using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>How long the calls of one kind took in one interval.</summary>
internal sealed class PastLatencies(LatencyDigest interval, TopQuery query)
{
    /// <summary>Beginning of the interval, CLOCK_MONOTONIC nanoseconds.</summary>
    public long StartNs => interval.StartNs;

    /// <summary>End of the interval, CLOCK_MONOTONIC nanoseconds.</summary>
    public long EndNs => interval.EndNs;

    /// <summary>The calls by octave of latency.</summary>
    public OctaveCounts Counts { get; } = CountsOf(interval, query);

    private static OctaveCounts CountsOf(LatencyDigest interval, TopQuery query)
    {
        var parts = new Dictionary<CellKey, OctaveCounts>();
        interval.AddTo(parts, TopFrame.Everybody(query.Who));
        OctaveCounts sum = default;
        foreach ((CellKey key, OctaveCounts counts) in parts)
        {
            if (key.Call == query.Call!.Value.Call && (!query.Call.Value.IsPart || key == query.Call))
            {
                sum.Add(counts);
            }
        }

        return sum;
    }
}
