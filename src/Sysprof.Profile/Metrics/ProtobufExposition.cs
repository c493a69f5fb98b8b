using System.Buffers;
using CommunityToolkit.HighPerformance;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Metrics;

/// <summary>Prometheus protobuf: each family a message with its length before it; histograms classic and native.</summary>
/// <param name="output">Gets the bytes.</param>
internal sealed class ProtobufExposition(IBufferWriter<byte> output) : IMetricWriter
{
    /// <summary>Durations up to here count as zero; we have none. Prometheus's default, 2^-128 seconds.</summary>
    private const double ZeroThreshold = 2.938735877055719e-39;

    // A gap that is not longer is filled with empty buckets: a span takes as much room.
    private const int LongestFilledGap = 2;

    private Proto.MetricFamily _family = new();

    public void Begin(MetricFamily family)
    {
        Flush();
        _family = new Proto.MetricFamily
        {
            Name = family.Name,
            Help = family.Help,
            Type = family.Kind switch
            {
                MetricKind.Counter => Proto.MetricType.Counter,
                MetricKind.Gauge => Proto.MetricType.Gauge,
                _ => Proto.MetricType.Histogram,
            },
        };
    }

    public void Write(ReadOnlySpan<MetricLabel> labels, long value) => Write(labels, (double)value);

    public void Write(ReadOnlySpan<MetricLabel> labels, double value)
    {
        Proto.Metric metric = Add(labels);
        if (_family.Type == Proto.MetricType.Counter)
        {
            metric.Counter = new Proto.Counter { Value = value };
        }
        else
        {
            metric.Gauge = new Proto.Gauge { Value = value };
        }
    }

    public void Write(ReadOnlySpan<MetricLabel> labels, LatencySample sample)
    {
        var histogram = new Proto.Histogram
        {
            SampleCount = (ulong)sample.Count,
            SampleSum = sample.SumSeconds,
            Schema = LatencyBuckets.Schema,
            ZeroThreshold = ZeroThreshold,
            ZeroCount = 0,
        };
        AddClassicBuckets(histogram, sample);
        AddNativeBuckets(histogram, sample.Buckets);
        Add(labels).Histogram = histogram;
    }

    public void Finish() => Flush();

    private static void AddClassicBuckets(Proto.Histogram histogram, LatencySample sample)
    {
        ClassicCounts counts = ClassicBuckets.Cumulate(sample.Buckets);
        int slowest = ClassicBuckets.IndexOf(sample.Exemplar);
        for (int i = 0; i < ClassicBuckets.Count; i++)
        {
            var bucket = new Proto.Bucket
            {
                CumulativeCount = (ulong)counts[i],
                UpperBound = ClassicBuckets.All[i].UpperSeconds,
            };
            if (i == slowest)
            {
                bucket.Exemplar = Encode(sample.Exemplar!);
            }

            histogram.Bucket.Add(bucket);
        }
    }

    private static void AddNativeBuckets(Proto.Histogram histogram, ReadOnlySpan<(int Index, long Count)> buckets)
    {
        Proto.BucketSpan? span = null;
        int end = 0;
        long before = 0;
        foreach ((int index, long count) in buckets)
        {
            if (span is null || index - end > LongestFilledGap)
            {
                span = new Proto.BucketSpan { Offset = index - end, Length = 0 };
                histogram.PositiveSpan.Add(span);
                end = index;
            }

            for (; end < index; end++)
            {
                span.Length++;
                histogram.PositiveDelta.Add(-before);
                before = 0;
            }

            span.Length++;
            end++;
            histogram.PositiveDelta.Add(count - before);
            before = count;
        }

        if (span is null)
        {
            // This tells an empty native histogram from a classic one.
            histogram.PositiveSpan.Add(new Proto.BucketSpan { Offset = 0, Length = 0 });
        }
    }

    private static Proto.Exemplar Encode(Exemplar exemplar)
    {
        var message = new Proto.Exemplar
        {
            Value = exemplar.Seconds,
            Timestamp = Timestamp.FromDateTimeOffset(exemplar.Time),
        };
        foreach (MetricLabel label in exemplar.Labels)
        {
            message.Label.Add(Pair(label));
        }

        return message;
    }

    private static Proto.LabelPair Pair(MetricLabel label) => new() { Name = label.Name, Value = label.Value };

    private Proto.Metric Add(ReadOnlySpan<MetricLabel> labels)
    {
        var metric = new Proto.Metric();
        foreach (MetricLabel label in labels)
        {
            metric.Label.Add(Pair(label));
        }

        _family.Metric.Add(metric);
        return metric;
    }

    private void Flush()
    {
        if (_family.Metric.Count == 0)
        {
            return;
        }

        using Stream stream = output.AsStream();
        _family.WriteDelimitedTo(stream);
    }
}
