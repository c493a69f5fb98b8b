using Sysprof.Profile.Export;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Metrics;

/// <summary>What metrics must say of some intervals, added up cell by cell in the plainest way.</summary>
internal sealed class MetricsTruth
{
    private readonly Dictionary<string, Sums> _calls = [];
    private readonly Dictionary<string, long> _errors = [];
    private readonly Sums _all = new();

    public void Add(Interval interval)
    {
        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            foreach (int cell in interval.Calls.CellsOf(row))
            {
                Add(interval.Calls, cell);
            }
        }
    }

    /// <summary>Fails unless metrics with both dimensions say the same.</summary>
    public void AssertIs(CollectedMetrics metrics)
    {
        foreach ((string label, Sums sums) in _calls)
        {
            AssertCall(metrics, $"{{syscall=\"{label}\"}}", sums);
        }

        Assert.Equal(_all.Calls, metrics.Sum(RunFamilies.Calls));
        AssertErrors(metrics);
        AssertDimension(metrics, RunFamilies.Process);
        AssertDimension(metrics, RunFamilies.Cgroup);
    }

    private static void AssertCall(CollectedMetrics metrics, string series, Sums sums)
    {
        Assert.Equal(sums.Calls, metrics["sysprof_syscalls_total" + series]);
        if (sums.Returned == 0)
        {
            Assert.DoesNotContain("sysprof_syscall_duration_seconds" + series, metrics.Histograms.Keys);
            return;
        }

        CollectedHistogram histogram = metrics.Histograms["sysprof_syscall_duration_seconds" + series];
        Assert.Equal(sums.Returned, histogram.Count);
        AssertClose(sums.TimeNs / 1e9, histogram.SumSeconds);
        Assert.Equal(sums.Buckets, histogram.ByIndex);
        Assert.Equal(histogram.Buckets.Order(), histogram.Buckets);
        AssertClose(sums.BlockedNs / 1e9, metrics["sysprof_syscall_blocked_seconds_total" + series]);
        if (metrics.Values.TryGetValue("sysprof_syscall_bytes_total" + series, out double bytes))
        {
            Assert.Equal(sums.Bytes, bytes);
        }
    }

    private void AssertErrors(CollectedMetrics metrics)
    {
        Dictionary<string, double> series = metrics.SeriesOf(RunFamilies.Errors);
        Assert.Equal(_all.Errors, series.Values.Sum());
        Assert.InRange(series.Count, Math.Min(_errors.Count, RunMetrics.MostErrorSeries), RunMetrics.MostErrorSeries + 1);
        series.Remove("syscall=\"other\",errno=\"other\"");
        foreach ((string labels, double count) in series)
        {
            Assert.Equal(_errors[labels], count);
        }
    }

    private void AssertDimension(CollectedMetrics metrics, DimensionFamilies families)
    {
        Assert.Equal(_all.Calls, metrics.Sum(families.Calls));
        Assert.Equal(_all.Errors, metrics.Sum(families.Errors));
        AssertClose(_all.BlockedNs / 1e9, metrics.Sum(families.Blocked));
        IReadOnlyList<CollectedHistogram> histograms = metrics.HistogramsOf(families.Duration);
        Assert.Equal(_all.Returned, histograms.Sum(histogram => histogram.Count));
        AssertClose(_all.TimeNs / 1e9, histograms.Sum(histogram => histogram.SumSeconds));
        Assert.Equal(
            _all.Buckets,
            histograms.SelectMany(histogram => histogram.Buckets)
                .GroupBy(bucket => bucket.Index, bucket => bucket.Count)
                .ToDictionary(group => group.Key, group => group.Sum()));
    }

    private void Add(CallTable calls, int cell)
    {
        CallKey key = calls.Cell(cell).Key;
        string label = AbiNames.Qualified(key);
        if (!_calls.TryGetValue(label, out Sums? sums))
        {
            _calls[label] = sums = new Sums();
        }

        sums.Add(calls, cell);
        _all.Add(calls, cell);
        foreach ((int errno, long count) in calls.ErrnosOf(cell))
        {
            string labels = $"syscall=\"{label}\",errno=\"{ErrnoNames.Name(errno)}\"";
            _errors[labels] = _errors.GetValueOrDefault(labels) + count;
        }
    }

    // Sums of rounded numbers.
    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(actual, expected * (1 - 1e-12), expected * (1 + 1e-12));

    private sealed class Sums
    {
        public long Calls { get; private set; }
        public long Returned { get; private set; }
        public long Errors { get; private set; }
        public long Bytes { get; private set; }
        public double TimeNs { get; private set; }
        public double BlockedNs { get; private set; }
        public Dictionary<int, long> Buckets { get; } = [];

        public void Add(CallTable calls, int cell)
        {
            CallCell counts = calls.Cell(cell);
            Calls += counts.Calls;
            Returned += counts.Returned;
            Errors += counts.Errors;
            Bytes += counts.Bytes;
            TimeNs += counts.TimeNs;
            BlockedNs += counts.BlockedNs;
            foreach ((int index, long count) in calls.BucketsOf(cell))
            {
                Buckets[index] = Buckets.GetValueOrDefault(index) + count;
            }
        }
    }
}
