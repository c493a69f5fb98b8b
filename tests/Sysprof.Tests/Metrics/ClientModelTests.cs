using Google.Protobuf.Reflection;
using Sysprof.Profile.Metrics.Proto;
using Xunit;

namespace Sysprof.Tests.Metrics;

/// <summary>
/// Our messages are those of Prometheus's client model, io/prometheus/client/metrics.proto in
/// github.com/prometheus/client_model: names, numbers and types below are its own.
/// </summary>
public sealed class ClientModelTests
{
    // message.field = number type; repeated where it is.
    private static readonly string[] s_official =
    [
        "LabelPair.name = 1 String", "LabelPair.value = 2 String",
        "Gauge.value = 1 Double",
        "Counter.value = 1 Double", "Counter.exemplar = 2 Exemplar", "Counter.created_timestamp = 3 Timestamp",
        "Histogram.sample_count = 1 UInt64", "Histogram.sample_sum = 2 Double", "Histogram.bucket = 3 repeated Bucket",
        "Histogram.sample_count_float = 4 Double", "Histogram.schema = 5 SInt32", "Histogram.zero_threshold = 6 Double",
        "Histogram.zero_count = 7 UInt64", "Histogram.zero_count_float = 8 Double",
        "Histogram.negative_span = 9 repeated BucketSpan", "Histogram.negative_delta = 10 repeated SInt64",
        "Histogram.negative_count = 11 repeated Double", "Histogram.positive_span = 12 repeated BucketSpan",
        "Histogram.positive_delta = 13 repeated SInt64", "Histogram.positive_count = 14 repeated Double",
        "Histogram.created_timestamp = 15 Timestamp", "Histogram.exemplars = 16 repeated Exemplar",
        "Bucket.cumulative_count = 1 UInt64", "Bucket.upper_bound = 2 Double", "Bucket.exemplar = 3 Exemplar",
        "Bucket.cumulative_count_float = 4 Double",
        "BucketSpan.offset = 1 SInt32", "BucketSpan.length = 2 UInt32",
        "Exemplar.label = 1 repeated LabelPair", "Exemplar.value = 2 Double", "Exemplar.timestamp = 3 Timestamp",
        "Metric.label = 1 repeated LabelPair", "Metric.gauge = 2 Gauge", "Metric.counter = 3 Counter",
        "Metric.summary = 4 Summary", "Metric.untyped = 5 Untyped", "Metric.timestamp_ms = 6 Int64",
        "Metric.histogram = 7 Histogram",
        "MetricFamily.name = 1 String", "MetricFamily.help = 2 String", "MetricFamily.type = 3 MetricType",
        "MetricFamily.metric = 4 repeated Metric", "MetricFamily.unit = 5 String",
    ];

    // Whoever reads a histogram's buckets needs each of them.
    private static readonly string[] s_needed =
    [
        "Histogram.sample_count", "Histogram.sample_sum", "Histogram.bucket", "Histogram.schema", "Histogram.zero_threshold",
        "Histogram.zero_count", "Histogram.positive_span", "Histogram.positive_delta",
    ];

    private static FileDescriptor File => MetricFamily.Descriptor.File;

    private static IEnumerable<FieldDescriptor> Fields =>
        File.MessageTypes.SelectMany(message => message.Fields.InDeclarationOrder());

    [Fact]
    public void The_package_is_the_official_one()
    {
        Assert.Equal("io.prometheus.client", File.Package);
        Assert.Equal("io.prometheus.client.MetricFamily", MetricFamily.Descriptor.FullName);
    }

    [Fact]
    public void Every_field_is_the_official_one()
    {
        string[] ours = [.. Fields.Select(Describe)];

        Assert.NotEmpty(ours);
        Assert.Empty(ours.Except(s_official));
        Assert.Empty(s_needed.Except(Fields.Select(NameOf)));
    }

    [Fact]
    public void Every_type_of_metric_is_the_official_one() => Assert.Subset(
        new HashSet<(string, int)>
        {
            ("COUNTER", 0), ("GAUGE", 1), ("SUMMARY", 2), ("UNTYPED", 3), ("HISTOGRAM", 4), ("GAUGE_HISTOGRAM", 5),
        },
        Assert.Single(File.EnumTypes).Values.Select(value => (value.Name, value.Number)).ToHashSet());

    [Fact]
    public void Fields_know_whether_they_are_there()
    {
        // As in proto2: a counter of 0 is written and read as one.
        Assert.All(Fields.Where(field => !field.IsRepeated), field => Assert.True(field.HasPresence, field.FullName));
        Assert.All(Fields.Where(field => field.IsRepeated), field => Assert.False(field.IsPacked, field.FullName));
    }

    private static string NameOf(FieldDescriptor field) => $"{field.ContainingType.Name}.{field.Name}";

    private static string Describe(FieldDescriptor field)
    {
        string type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.Name,
            FieldType.Enum => field.EnumType.Name,
            FieldType other => other.ToString(),
        };
        return $"{NameOf(field)} = {field.FieldNumber} {(field.IsRepeated ? "repeated " : "")}{type}";
    }
}
