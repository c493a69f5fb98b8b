using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Sysprof.Tests.Golden;
using Xunit;

namespace Sysprof.Tests.Metrics;

public sealed class TextExpositionTests
{
    private static readonly MetricFamily s_count = new("a_total", MetricKind.Counter, "What a is.");
    private static readonly MetricFamily s_level = new("b_bytes", MetricKind.Gauge, "What b is.");
    private static readonly MetricFamily s_time = new("c_seconds", MetricKind.Histogram, "What c is.");
    private static readonly Exemplar s_slow = new(0.3, 42, "cat", Expositions.Noon);

    [Theory]
    [InlineData(ExpositionFormat.Text, "text")]
    [InlineData(ExpositionFormat.OpenMetrics, "openmetrics")]
    public void All_families_of_a_small_run(ExpositionFormat format, string name)
    {
        RunMetrics metrics = Expositions.Small("back\\slash \"quote\" new\nline Größe \ufffd 日本", "/a.slice/b.service", Expositions.Everything);
        GoldenFile.Matches($"metrics/small-{name}.txt", Expositions.Text(metrics, format));
    }

    [Theory]
    [InlineData(ExpositionFormat.Text, "text")]
    [InlineData(ExpositionFormat.OpenMetrics, "openmetrics")]
    public void A_run_that_saw_nothing_yet(ExpositionFormat format, string name) =>
        GoldenFile.Matches($"metrics/idle-{name}.txt", Expositions.Text(Expositions.Idle(), format));

    [Theory]
    [InlineData(ExpositionFormat.Text, "# HELP a_total What a is.\n# TYPE a_total counter\na_total 1\n")]
    [InlineData(ExpositionFormat.OpenMetrics, "# HELP a What a is.\n# TYPE a counter\na_total 1\n# EOF\n")]
    public void Only_in_OpenMetrics_a_counters_family_has_another_name(ExpositionFormat format, string expected) =>
        Assert.Equal(expected, Write(format, output =>
        {
            output.Begin(s_count);
            output.Write([], 1);
        }));

    [Theory]
    [InlineData(ExpositionFormat.Text, "# HELP b_bytes What b is.\n# TYPE b_bytes gauge\nb_bytes{x=\"1\",y=\"2\"} 0.1\n")]
    [InlineData(
        ExpositionFormat.OpenMetrics,
        "# HELP b_bytes What b is.\n# TYPE b_bytes gauge\n# UNIT b_bytes bytes\nb_bytes{x=\"1\",y=\"2\"} 0.1\n# EOF\n")]
    public void Only_OpenMetrics_has_units(ExpositionFormat format, string expected) =>
        Assert.Equal(expected, Write(format, output =>
        {
            output.Begin(s_level);
            output.Write([new("x", "1"), new("y", "2")], 0.1);
        }));

    [Theory]
    [InlineData(ExpositionFormat.Text, "")]
    [InlineData(ExpositionFormat.OpenMetrics, "# EOF\n")]
    [InlineData(ExpositionFormat.Protobuf, "")]
    public void A_family_without_samples_leaves_no_trace(ExpositionFormat format, string expected) =>
        Assert.Equal(expected, Write(format, output =>
        {
            output.Begin(s_count);
            output.Begin(s_time);
        }));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("\\", "\\\\")]
    [InlineData("\"", "\\\"")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("\\n", "\\\\n")]
    [InlineData("\\\"\n\"\\", "\\\\\\\"\\n\\\"\\\\")]
    [InlineData("\r\t\u001b[31m", "\r\t\u001b[31m")]
    [InlineData("Größe 日本 \ufffd 🦀", "Größe 日本 \ufffd 🦀")]
    public void Three_characters_of_a_label_are_escaped(string value, string expected) =>
        Assert.Equal($"a_total{{x=\"{expected}\"}} 1", Lines(ExpositionFormat.Text, output =>
        {
            output.Begin(s_count);
            output.Write([new("x", value)], 1);
        })[2]);

    [Fact]
    public void Any_label_comes_back_as_it_was() => Prop.ForAll(Properties.HostileNames, name =>
    {
        string line = Write(ExpositionFormat.Text, output =>
        {
            output.Begin(s_count);
            output.Write([new("x", name)], 1);
        }).Split("# TYPE a_total counter\n")[1];

        Assert.StartsWith("a_total{x=\"", line, StringComparison.Ordinal);
        Assert.EndsWith("\"} 1\n", line, StringComparison.Ordinal);
        string value = line["a_total{x=\"".Length..^"\"} 1\n".Length];
        Assert.DoesNotContain('\n', value);
        // Halves of surrogate pairs have no UTF-8; names are decoded without any.
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)), Unescape(value));
    }).Verify();

    [Fact]
    public void Numbers_are_those_of_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NegativeSign = "\u2212";
        CultureInfo.CurrentCulture = german;
        try
        {
            Assert.Equal(["a_total 1234567.5", "a_total -7", "a_total 9223372036854775807"], Lines(ExpositionFormat.Text, output =>
            {
                output.Begin(s_count);
                output.Write([], 1234567.5);
                output.Write([], -7);
                output.Write([], long.MaxValue);
            })[2..5]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Prometheus writes the bounds that it gets as numbers in this way; a series has one name in all formats.</summary>
    [Fact]
    public void Bounds_are_written_as_Prometheus_writes_them() => Assert.Equal(
        [
            "2.384185791015625e-07", "9.5367431640625e-07", "3.814697265625e-06", "1.52587890625e-05", "6.103515625e-05",
            "0.000244140625", "0.0009765625", "0.00390625", "0.015625", "0.0625", "0.25", "1.0", "4.0", "16.0", "64.0", "+Inf",
        ],
        ClassicBuckets.All.Select(bucket => bucket.Text));

    [Fact]
    public void Each_bound_is_that_of_a_bucket_which_it_includes()
    {
        Assert.InRange(ClassicBuckets.All.Count, 2, 16);
        foreach (ClassicBucket bucket in ClassicBuckets.All.SkipLast(1))
        {
            Assert.Equal(bucket.UpperSeconds, LatencyBuckets.UpperSeconds(bucket.LastIndex));
            Assert.Equal(bucket.UpperSeconds, double.Parse(bucket.Text, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void A_histogram_is_cumulative_and_its_last_bucket_is_its_count()
    {
        string[] lines = Lines(ExpositionFormat.Text, output => WriteHistogram(output, [(-352, 2), (-351, 3), (0, 5), (1, 7), (304, 11)], null));

        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"2.384185791015625e-07\"} 2", lines[2]);
        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"9.5367431640625e-07\"} 5", lines[3]);
        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"0.25\"} 5", lines[12]);
        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"1.0\"} 10", lines[13]);
        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"4.0\"} 17", lines[14]);
        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"64.0\"} 17", lines[16]);
        Assert.Equal("c_seconds_bucket{x=\"1\",le=\"+Inf\"} 28", lines[17]);
        Assert.Equal(["c_seconds_sum{x=\"1\"} 1.5", "c_seconds_count{x=\"1\"} 28", ""], lines[18..]);
    }

    [Theory]
    [InlineData(0.3, "1.0")]
    [InlineData(0.25, "0.25")]
    [InlineData(0.250000001, "1.0")]
    [InlineData(1e-9, "2.384185791015625e-07")]
    [InlineData(64, "64.0")]
    [InlineData(1000, "+Inf")]
    public void An_exemplar_is_on_the_bucket_that_counts_it(double seconds, string bound)
    {
        string[] lines = Lines(
            ExpositionFormat.OpenMetrics, output => WriteHistogram(output, [(0, 5)], s_slow with { Seconds = seconds }));

        string line = Assert.Single(lines, line => line.Contains(" # ", StringComparison.Ordinal));
        Assert.StartsWith($"c_seconds_bucket{{x=\"1\",le=\"{bound}\"}} ", line, StringComparison.Ordinal);
        string value = seconds.ToString(CultureInfo.InvariantCulture);
        Assert.EndsWith($" # {{pid=\"42\",comm=\"cat\"}} {value} 1772366400.25", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bucket_of_an_exemplar_is_the_one_that_its_slot_is_in()
    {
        for (int slot = 0; slot < LatencyBuckets.Octaves * LatencyBuckets.PerOctave; slot++)
        {
            long ns = Math.Clamp(Model.ExactBuckets.UpperNs(slot), 1, LatencyBuckets.MaxNs);
            foreach (long near in (long[])[ns, Math.Min(LatencyBuckets.MaxNs, ns + 1)])
            {
                int index = LatencyBuckets.IndexOf(LatencyBuckets.Slot(near));
                int expected = ClassicBuckets.All.TakeWhile(bucket => bucket.LastIndex < index).Count();
                Assert.Equal(expected, ClassicBuckets.IndexOf(s_slow with { Seconds = near / 1e9 }));
            }
        }
    }

    [Fact]
    public void Text_0_0_4_knows_no_exemplars() => Assert.DoesNotContain(
        " # ", Write(ExpositionFormat.Text, output => WriteHistogram(output, [(0, 5)], s_slow)), StringComparison.Ordinal);

    [Fact]
    public void What_our_families_say_needs_no_escaping()
    {
        foreach (MetricFamily family in CollectedMetrics.Of(Expositions.Busy(Expositions.Everything)).Families.Values)
        {
            Assert.DoesNotContain(family.Help, character => character is '\\' or '"' or '\n');
            Assert.EndsWith(".", family.Help, StringComparison.Ordinal);
        }
    }

    private static void WriteHistogram(IMetricWriter output, (int Index, long Count)[] buckets, Exemplar? exemplar)
    {
        output.Begin(s_time);
        output.Write([new("x", "1")], new LatencySample(buckets, 1.5, exemplar));
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (int i = 0; i < value.Length; i++)
        {
            text.Append(value[i] != '\\' ? value[i] : value[++i] == 'n' ? '\n' : value[i]);
        }

        return text.ToString();
    }

    private static string[] Lines(ExpositionFormat format, Action<IMetricWriter> write) => Write(format, write).Split('\n');

    private static string Write(ExpositionFormat format, Action<IMetricWriter> write) =>
        Encoding.UTF8.GetString(Expositions.Write(format, write));
}
