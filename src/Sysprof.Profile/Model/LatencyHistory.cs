using System.Buffers;

namespace Sysprof.Profile.Model;

/// <summary>How long calls took in the intervals before: what trends and heat maps are drawn from.</summary>
/// <param name="capacityBytes">What it may take in memory; the oldest intervals go first.</param>
public sealed class LatencyHistory(long capacityBytes = LatencyHistory.DefaultCapacityBytes)
{
    /// <summary>Enough for two minutes of 1,000 threads with five calls each, at an interval of a second.</summary>
    public const long DefaultCapacityBytes = 8 << 20;

    /// <summary>More than a wide screen has columns.</summary>
    public const int MostIntervals = 600;

    private readonly Queue<LatencyDigest> _digests = new();
    private readonly ArrayBufferWriter<byte> _work = new();
    private long _bytes;

    /// <summary>Keeps the interval that follows.</summary>
    public void Add(Interval interval)
    {
        LatencyDigest digest = LatencyDigest.Of(interval, _work);
        _digests.Enqueue(digest);
        _bytes += digest.Bytes;
        while (_digests.Count > MostIntervals || (_bytes > capacityBytes && _digests.Count > 1))
        {
            _bytes -= _digests.Dequeue().Bytes;
        }
    }

    /// <summary>The last <paramref name="count"/> intervals at most that had ended by a moment, the oldest first.</summary>
    /// <param name="count">How many.</param>
    /// <param name="endNs">The moment, CLOCK_MONOTONIC nanoseconds.</param>
    public IReadOnlyList<LatencyDigest> Last(int count, long endNs = long.MaxValue) =>
        [.. _digests.Where(digest => digest.EndNs <= endNs).TakeLast(count)];

    /// <summary>Forgets all intervals.</summary>
    public void Clear()
    {
        _digests.Clear();
        _bytes = 0;
    }
}
