using Sysprof.Profile.Model;

namespace Sysprof.Profile.Metrics;

/// <summary>Calls since the start under one label value: what its series are written from. Only rises.</summary>
internal sealed class CallTotals
{
    // By slot of LatencyBuckets; none while no call returned.
    private long[] _latencies = [];

    // Thousands of threads that wait make 2^63 nanoseconds in days.
    private Int128 _timeNs;
    private Int128 _blockedNs;

    /// <summary>Finished calls.</summary>
    public long Calls { get; private set; }

    /// <summary>Of those, the ones that failed.</summary>
    public long Errors { get; private set; }

    /// <summary>Bytes that they moved, where the result is a number of bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>All latencies added up, in seconds.</summary>
    public double Seconds => (double)_timeNs / 1e9;

    /// <summary>Of those, the seconds of calls in which the thread gave up its CPU to wait.</summary>
    public double BlockedSeconds => (double)_blockedNs / 1e9;

    /// <summary>Whether any call returned and so has a latency.</summary>
    public bool HasLatencies => _latencies.Length > 0;

    /// <summary>Adds a cell of a table.</summary>
    public void Add(CallTable calls, int cell)
    {
        ref readonly CallCell counts = ref calls.Cell(cell);
        Calls += counts.Calls;
        Errors += counts.Errors;
        Bytes += counts.Bytes;
        _timeNs += counts.TimeNs;
        _blockedNs += counts.BlockedNs;
        if (counts.Returned > 0)
        {
            calls.AddLatencies(cell, Latencies());
        }
    }

    /// <summary>Adds others.</summary>
    public void Add(CallTotals other)
    {
        Calls += other.Calls;
        Errors += other.Errors;
        Bytes += other.Bytes;
        _timeNs += other._timeNs;
        _blockedNs += other._blockedNs;
        for (int slot = 0; slot < other._latencies.Length; slot++)
        {
            Latencies()[slot] += other._latencies[slot];
        }
    }

    /// <summary>Replaces a list by the filled buckets in rising order.</summary>
    public void CopyLatencies(List<(int Index, long Count)> buckets)
    {
        buckets.Clear();
        for (int slot = 0; slot < _latencies.Length; slot++)
        {
            if (_latencies[slot] != 0)
            {
                buckets.Add((LatencyBuckets.IndexOf(slot), _latencies[slot]));
            }
        }
    }

    private long[] Latencies()
    {
        if (_latencies.Length == 0)
        {
            _latencies = new long[LatencyBuckets.Octaves * LatencyBuckets.PerOctave];
        }

        return _latencies;
    }
}
