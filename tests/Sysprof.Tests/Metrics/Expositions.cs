using System.Buffers;
using System.Text;
using Google.Protobuf;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Sysprof.Tests.Recording;
using Sysprof.Tests.Top;
using Samples = Sysprof.Tests.Recording.Samples;

namespace Sysprof.Tests.Metrics;

/// <summary>Metrics that several tests look at, and how they are written.</summary>
internal static class Expositions
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    public static readonly RunMetricsOptions Everything = new() { ByProcess = true, ByCgroup = true };

    /// <summary>A run that has seen nothing yet.</summary>
    public static RunMetrics Idle(RunMetricsOptions? options = null) => new(Samples.Run, options ?? new RunMetricsOptions());

    /// <summary>Some seconds of a machine that works, loses calls and has hostile names.</summary>
    public static RunMetrics Busy(RunMetricsOptions options, int seconds = 12)
    {
        RunMetrics metrics = new(WebServer.Run, options);
        for (int second = 0; second < seconds; second++)
        {
            metrics.Take(WebServer.Interval(second), Noon.AddSeconds(second));
        }

        return metrics;
    }

    /// <summary>Two calls of one process that is called as one likes.</summary>
    public static RunMetrics Small(string process, string cgroup = "/a", RunMetricsOptions? options = null)
    {
        RunMetrics metrics = Idle(options);
        metrics.Take(
            new SummaryBuilder()
                .Thread(4121, 4121, "x", process, cgroup)
                .Calls("write", 2, 1_000)
                .Calls("write", 1, 300_000_000, waits: true)
                .Errors("write", "EAGAIN", 1)
                .Bytes("write", 4_096)
                .InFlight("futex", 1_500_000_000)
                .BuildInterval(SummaryBuilder.StartNs, SummaryBuilder.EndNs, 0, ledger => ledger with { Lost = 7, Denied = 3 }),
            Noon);
        return metrics;
    }

    public static byte[] Bytes(RunMetrics metrics, ExpositionFormat format) => Write(format, metrics.WriteTo);

    public static string Text(RunMetrics metrics, ExpositionFormat format = ExpositionFormat.Text) =>
        Encoding.UTF8.GetString(Bytes(metrics, format));

    public static List<Profile.Metrics.Proto.MetricFamily> Messages(RunMetrics metrics) =>
        Decode(Bytes(metrics, ExpositionFormat.Protobuf));

    /// <summary>The families of a protobuf exposition, each with its length before it.</summary>
    public static List<Profile.Metrics.Proto.MetricFamily> Decode(byte[] bytes)
    {
        var families = new List<Profile.Metrics.Proto.MetricFamily>();
        using var stream = new MemoryStream(bytes);
        while (stream.Position < stream.Length)
        {
            families.Add(Profile.Metrics.Proto.MetricFamily.Parser.ParseDelimitedFrom(stream));
        }

        return families;
    }

    /// <summary>An exposition from beginning to end.</summary>
    public static byte[] Write(ExpositionFormat format, Action<IMetricWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        IMetricWriter writer = Exposition.Begin(format, buffer);
        write(writer);
        writer.Finish();
        return buffer.WrittenSpan.ToArray();
    }
}
