using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Metrics.Proto;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;
using Exemplar = Sysprof.Profile.Metrics.Exemplar;
using MetricFamily = Sysprof.Profile.Metrics.MetricFamily;

namespace Sysprof.Tests.Metrics;

public sealed class ProtobufExpositionTests
{
    private static readonly MetricFamily s_count = new("a_total", MetricKind.Counter, "What a is.");
    private static readonly MetricFamily s_level = new("b_bytes", MetricKind.Gauge, "What b is.");
    private static readonly MetricFamily s_time = new("c_seconds", MetricKind.Histogram, "What c is.");

    /// <summary>Filled buckets in rising order, with gaps of every length.</summary>
    private static readonly Arbitrary<(int Index, long Count)[]> s_histograms =
        (from first in Gen.Choose(LatencyBuckets.MinIndex, LatencyBuckets.MaxIndex)
         from steps in Gen.Frequency((4, Gen.Choose(1, 5)), (1, Gen.Choose(1, 200))).ArrayOf()
         from bits in Gen.Choose(0, 50).ArrayOf(steps.Length + 1)
         from low in Gen.Choose(1, int.MaxValue).ArrayOf(steps.Length + 1)
         select steps.Aggregate(new List<int> { first }, (indices, step) => [.. indices, indices[^1] + step])
             .Select((index, i) => (index, ((long)low[i] << 20 >> bits[i]) + 1))
             .Where(bucket => bucket.index <= LatencyBuckets.MaxIndex)
             .ToArray()).ToArbitrary();

    [Fact]
    public void A_family_is_a_message_with_its_length_before_it()
    {
        byte[] bytes = Expositions.Write(ExpositionFormat.Protobuf, output =>
        {
            output.Begin(s_count);
            output.Write([new("x", "1")], 1009);
            output.Begin(s_level);
            output.Write([], -0.5);
        });

        var families = Expositions.Decode(bytes);
        Assert.Equal(families[0].CalculateSize(), bytes[0]);
        Assert.Equal(bytes.Length, 2 + families.Sum(family => family.CalculateSize()));
        Assert.Equal(
            ["a_total What a is. Counter", "b_bytes What b is. Gauge"],
            families.Select(family => $"{family.Name} {family.Help} {family.Type}"));
        Metric count = Assert.Single(families[0].Metric);
        Assert.Equal(("x", "1"), (Assert.Single(count.Label).Name, count.Label[0].Value));
        Assert.Equal(1009, count.Counter.Value);
        Assert.Null(count.Gauge);
        Metric level = Assert.Single(families[1].Metric);
        Assert.Equal(-0.5, level.Gauge.Value);
        Assert.Null(level.Counter);
    }

    [Fact]
    public void A_family_of_many_metrics_has_a_longer_length()
    {
        byte[] bytes = Expositions.Write(ExpositionFormat.Protobuf, output =>
        {
            output.Begin(s_count);
            for (int i = 0; i < 1000; i++)
            {
                output.Write([new("x", $"{i}")], i);
            }
        });

        var family = Assert.Single(Expositions.Decode(bytes));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (double)i), family.Metric.Select(metric => metric.Counter.Value));
    }

    [Fact]
    public void Spans_and_deltas_are_exactly_the_buckets() => Prop.ForAll(s_histograms, buckets =>
    {
        Histogram histogram = WriteHistogram(buckets);

        Assert.Equal(buckets, Decode(histogram));
        Assert.Equal(buckets[0].Index, histogram.PositiveSpan[0].Offset);
        Assert.Equal(histogram.PositiveDelta.Count, histogram.PositiveSpan.Sum(span => span.Length));
        Assert.All(histogram.PositiveSpan.Skip(1), span => Assert.True(span.Offset > 0));
        Assert.All(histogram.PositiveSpan, span => Assert.True(span.Length > 0));
        ulong sum = (ulong)buckets.Sum(bucket => bucket.Count);
        Assert.Equal(sum, histogram.SampleCount);
        Assert.Equal(sum, histogram.Bucket[^1].CumulativeCount);
    }).Verify();

    [Fact]
    public void Classic_buckets_are_sums_of_native_ones() => Prop.ForAll(s_histograms, buckets =>
    {
        Histogram histogram = WriteHistogram(buckets);

        Assert.Equal(ClassicBuckets.All.Select(bucket => bucket.UpperSeconds), histogram.Bucket.Select(bucket => bucket.UpperBound));
        Assert.Equal(double.PositiveInfinity, histogram.Bucket[^1].UpperBound);
        foreach (Bucket classic in histogram.Bucket)
        {
            long expected = buckets.Where(bucket => LatencyBuckets.UpperSeconds(bucket.Index) <= classic.UpperBound).Sum(bucket => bucket.Count);
            Assert.Equal((ulong)expected, classic.CumulativeCount);
        }
    }).Verify();

    [Fact]
    public void Short_gaps_are_filled_and_long_ones_begin_a_span()
    {
        Histogram histogram = WriteHistogram([(-7, 5), (-6, 3), (-3, 8), (1, 8), (9, 1)]);

        Assert.Equal([(-7, 5u), (3, 1u), (7, 1u)], histogram.PositiveSpan.Select(span => (span.Offset, span.Length)));
        Assert.Equal([5, -2, -3, 0, 8, 0, -7], histogram.PositiveDelta);
    }

    [Fact]
    public void An_empty_histogram_is_native_all_the_same()
    {
        Histogram histogram = WriteHistogram([]);

        BucketSpan span = Assert.Single(histogram.PositiveSpan);
        Assert.True(span is { HasOffset: true, Offset: 0, HasLength: true, Length: 0 });
        Assert.Empty(histogram.PositiveDelta);
        Assert.Equal(0u, histogram.SampleCount);
    }

    [Fact]
    public void Schema_and_zero_bucket_are_there()
    {
        Histogram histogram = WriteHistogram([(0, 1)]);

        Assert.Equal(LatencyBuckets.Schema, histogram.Schema);
        Assert.True(histogram is { HasSchema: true, HasSampleCount: true, HasSampleSum: true, HasZeroCount: true, ZeroCount: 0 });
        Assert.Equal(Math.ScaleB(1, -128), histogram.ZeroThreshold);
        Assert.Equal(1.5, histogram.SampleSum);
    }

    [Fact]
    public void An_exemplar_has_labels_value_and_time()
    {
        Histogram histogram = WriteHistogram([(0, 1)], new Exemplar(0.3, 42, "cat", Expositions.Noon));

        Bucket bucket = Assert.Single(histogram.Bucket, bucket => bucket.Exemplar is not null);
        Assert.Equal(1, bucket.UpperBound);
        Assert.Equal(0.3, bucket.Exemplar.Value);
        Assert.Equal(Expositions.Noon, bucket.Exemplar.Timestamp.ToDateTimeOffset());
        Assert.Equal([("pid", "42"), ("comm", "cat")], bucket.Exemplar.Label.Select(label => (label.Name, label.Value)));
    }

    [Fact]
    public void All_formats_say_the_same()
    {
        RunMetrics metrics = Expositions.Busy(Expositions.Everything);
        CollectedMetrics collected = CollectedMetrics.Of(metrics);
        var families = Expositions.Messages(metrics);

        Assert.Equal(collected.Families.Keys.Order(), families.Select(family => family.Name).Order());
        foreach (var family in families)
        {
            foreach (Metric metric in family.Metric)
            {
                string series = $"{family.Name}{{{string.Join(',', metric.Label.Select(label => $"{label.Name}=\"{label.Value}\""))}}}";
                if (metric.Histogram is { } histogram)
                {
                    Assert.Equal(collected.Histograms[series].Buckets, Decode(histogram));
                    Assert.Equal(collected.Histograms[series].SumSeconds, histogram.SampleSum);
                }
                else
                {
                    Assert.Equal(collected[series], metric.Counter?.Value ?? metric.Gauge.Value);
                }
            }
        }
    }

    private static Histogram WriteHistogram((int Index, long Count)[] buckets, Exemplar? exemplar = null)
    {
        byte[] bytes = Expositions.Write(ExpositionFormat.Protobuf, output =>
        {
            output.Begin(s_time);
            output.Write([], new LatencySample(buckets, 1.5, exemplar));
        });
        return Assert.Single(Assert.Single(Expositions.Decode(bytes)).Metric).Histogram;
    }

    /// <summary>The filled buckets, as the client model says: the first offset is an index, others are gaps.</summary>
    private static List<(int Index, long Count)> Decode(Histogram histogram)
    {
        var buckets = new List<(int, long)>();
        int index = 0;
        int at = 0;
        long count = 0;
        foreach (BucketSpan span in histogram.PositiveSpan)
        {
            index += span.Offset;
            for (uint i = 0; i < span.Length; i++, index++)
            {
                count += histogram.PositiveDelta[at++];
                if (count != 0)
                {
                    buckets.Add((index, count));
                }
            }
        }

        Assert.Equal(histogram.PositiveDelta.Count, at);
        return buckets;
    }
}
