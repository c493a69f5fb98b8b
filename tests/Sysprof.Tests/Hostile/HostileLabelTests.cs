using System.Buffers;
using CommunityToolkit.HighPerformance;
using Sysprof.Fuzz.Seeds;
using Sysprof.Fuzz.Sinks;
using Sysprof.Profile.Export;
using Sysprof.Profile.Metrics;
using Sysprof.Tests.Export;
using Sysprof.Tests.Metrics;
using Xunit;
using Proto = Sysprof.Profile.Metrics.Proto;

namespace Sysprof.Tests.Hostile;

/// <summary>Labels that programs choose: escaped as in a table, before the formats escape what they need.</summary>
public sealed class HostileLabelTests
{
    [Theory]
    [InlineData(ExpositionFormat.Text)]
    [InlineData(ExpositionFormat.OpenMetrics)]
    public void A_text_has_them_escaped_and_reads_back(ExpositionFormat format) => Assert.All(HostileText.All, name =>
    {
        List<string> values = SinkMetrics.LabelValues(Written(format, name).Span);

        Assert.Contains(SafeText.Escape(name), values);
        Assert.Contains(SafeText.Escape("/" + name), values);
    });

    [Fact]
    public void Protobuf_has_the_same() => Assert.All(HostileText.All, name =>
    {
        using Stream stream = Written(ExpositionFormat.Protobuf, name).AsStream();
        var values = new List<string>();
        while (stream.Position < stream.Length)
        {
            values.AddRange(Proto.MetricFamily.Parser.ParseDelimitedFrom(stream).Metric.SelectMany(metric => metric.Label).Select(label => label.Value));
        }

        Assert.Contains(SafeText.Escape(name), values);
        Assert.All(values, value => Assert.Equal(SafeText.Escape(value), value));
    });

    /// <summary>Or a series would be there twice, and the scrape would be refused: anybody may choose such names.</summary>
    [Fact]
    public void Two_names_that_read_the_same_are_one_series()
    {
        RunMetrics metrics = Expositions.Idle(Expositions.Everything);
        metrics.Take(
            new SummaryBuilder()
                .Thread(1, 1, "t", "\e[m", "/\e[m").Calls("read", 7, 1_000)
                .Thread(2, 2, "t", "\\x1b[m", "/\\x1b[m").Calls("read", 11, 1_000)
                .BuildInterval(SummaryBuilder.StartNs, SummaryBuilder.EndNs, 0),
            Expositions.Noon);

        var collected = CollectedMetrics.Of(metrics);
        Assert.Equal(18, collected["sysprof_process_syscalls_total{comm=\"\\x1b[m\"}"]);
        Assert.Equal(18, collected["sysprof_cgroup_syscalls_total{cgroup=\"/\\x1b[m\"}"]);
    }

    private static ReadOnlyMemory<byte> Written(ExpositionFormat format, string name)
    {
        RunMetrics metrics = Expositions.Small(name, "/" + name, Expositions.Everything);
        var bytes = new ArrayBufferWriter<byte>();
        IMetricWriter writer = Exposition.Begin(format, bytes);
        metrics.WriteTo(writer);
        writer.Finish();
        return bytes.WrittenMemory;
    }
}
