using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Metrics;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Metrics;

/// <summary>What others make of our text: promtool of Prometheus, and the OpenMetrics parser of its Python client.</summary>
public sealed class ReadersTests
{
    // The one that Debian's packages belong to, whatever comes first in PATH.
    private const string Python = "/usr/bin/python3";
    private const string ModuleMissing = "ModuleNotFoundError: No module named 'prometheus_client'";

    // A line for each sample: its family's name, type and unit, its own name, labels, value and exemplar.
    private const string PythonReader = """
        import json, sys
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
        text = sys.stdin.buffer.read().decode("utf-8")
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                exemplar = sample.exemplar
                print(json.dumps([
                    family.name, family.type, family.unit, sample.name, list(sample.labels.items()), repr(float(sample.value)),
                    exemplar and [list(exemplar.labels.items()), exemplar.value, float(exemplar.timestamp)]]))
        """;

    public static TheoryData<string> Runs => ["idle", "idle, everything on", "busy", "busy, everything on", "hostile exemplar", "hostile names"];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Promtool_has_nothing_to_say(string run)
    {
        string text = Expositions.Text(Make(run));
        Assert.Equal((0, "", ""), Run("promtool", ["check", "metrics"], text));
    }

    [Fact]
    public void Promtool_would_have_something_to_say()
    {
        // That it says nothing is worth something only if it looks.
        (int exit, _, string said) = Run("promtool", ["check", "metrics"], "# TYPE a counter\na 1\n");
        Assert.Equal(3, exit);
        Assert.Contains("counter metrics should have \"_total\" suffix", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Python_finds_the_same_numbers_in_OpenMetrics(string run)
    {
        RunMetrics metrics = Make(run);

        Assert.Equal(Expected(CollectedMetrics.Of(metrics)), ReadWithPython(Expositions.Text(metrics, ExpositionFormat.OpenMetrics)));
    }

    [Fact]
    public void Python_would_have_refused_a_text_without_an_end()
    {
        (int exit, _, string said) = RunPython("# TYPE a gauge\na 1\n");
        Assert.Equal(1, exit);
        Assert.Contains("EOF", said, StringComparison.Ordinal);
    }

    private static RunMetrics Make(string run) => run switch
    {
        "idle" => Expositions.Idle(),
        "idle, everything on" => Expositions.Idle(Expositions.Everything),
        "busy" => Expositions.Busy(new RunMetricsOptions()),
        "busy, everything on" => Expositions.Busy(Expositions.Everything),
        "hostile exemplar" => Expositions.Small("back\\slash \"quote\" new\nline # {日本", "/a", Expositions.Everything),
        _ => Hostile(),
    };

    /// <summary>Processes and cgroups that are called to do harm.</summary>
    private static RunMetrics Hostile()
    {
        RunMetrics metrics = Expositions.Idle(Expositions.Everything);
        // As names are decoded: whole characters, and no NUL, which ends a name.
        string[] names = [.. Properties.HostileNames.Generator.Sample(20, new Rnd(7), 60)
            .Select(name => string.Concat(name.EnumerateRunes()).Replace("\0", "", StringComparison.Ordinal))
            .Append("} 1\n# EOF\nevil{x=\"")
            .Distinct()];
        for (int i = 0; i < names.Length; i++)
        {
            metrics.Take(
                new SummaryBuilder()
                    .Thread(100 + i, 100 + i, "t", names[i], "/" + names[i])
                    .Calls("read", 7, 100 + i)
                    // Slower, and so the exemplar: Python's reader takes a brace in a label of one for its end.
                    .Thread(99, 99, "t", "harmless")
                    .Calls("read", 1, 1_000)
                    .BuildInterval(SummaryBuilder.StartNs, SummaryBuilder.EndNs, 0),
                Expositions.Noon);
        }

        return metrics;
    }

    /// <summary>The samples that a reader must find, in any order.</summary>
    private static IEnumerable<string> Expected(CollectedMetrics metrics)
    {
        var samples = new List<string>();
        foreach ((MetricFamily family, MetricLabel[] labels, double value) in metrics.Samples)
        {
            samples.Add(Describe(family, "", labels, value, null));
        }

        foreach ((MetricFamily family, MetricLabel[] labels, CollectedHistogram histogram) in metrics.HistogramSamples)
        {
            ClassicCounts counts = ClassicBuckets.Cumulate(histogram.Buckets);
            int slowest = ClassicBuckets.IndexOf(histogram.Exemplar);
            for (int i = 0; i < ClassicBuckets.Count; i++)
            {
                MetricLabel bound = new("le", ClassicBuckets.All[i].Text);
                samples.Add(Describe(family, "_bucket", [.. labels, bound], counts[i], i == slowest ? histogram.Exemplar : null));
            }

            samples.Add(Describe(family, "_sum", labels, histogram.SumSeconds, null));
            samples.Add(Describe(family, "_count", labels, histogram.Count, null));
        }

        return samples.Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> ReadWithPython(string text)
    {
        (int exit, string output, string error) = RunPython(text);
        Assert.Equal((0, ""), (exit, error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            JsonElement[] parts = [.. JsonDocument.Parse(line).RootElement.EnumerateArray()];
            JsonElement exemplar = parts[6];
            return string.Join('|',
                parts[0], parts[1], parts[2], parts[3], Pairs(parts[4]),
                Text(double.Parse(parts[5].GetString()!, CultureInfo.InvariantCulture)),
                exemplar.ValueKind == JsonValueKind.Null
                    ? ""
                    : $"{Pairs(exemplar[0])} {Text(exemplar[1].GetDouble())} {Text(exemplar[2].GetDouble())}");
        }).Order(StringComparer.Ordinal);
    }

    private static string Describe(MetricFamily family, string suffix, MetricLabel[] labels, double value, Exemplar? exemplar) =>
        string.Join('|',
            family.FamilyName, Word(family.Kind), family.Unit, family.Name + suffix, Pairs(labels), Text(value),
            exemplar is null
                ? ""
                : $"{Pairs(exemplar.Labels)} {Text(exemplar.Seconds)} {Text(exemplar.Time.ToUnixTimeMilliseconds() / 1000.0)}");

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static string Pairs(IEnumerable<MetricLabel> labels) =>
        string.Join(',', labels.OrderBy(label => label.Name, StringComparer.Ordinal).Select(label => $"{label.Name}={label.Value}"));

    private static string Pairs(JsonElement labels) =>
        Pairs(labels.EnumerateArray().Select(pair => new MetricLabel(pair[0].GetString()!, pair[1].GetString()!)));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static (int Exit, string Output, string Error) RunPython(string text)
    {
        (int exit, string output, string error) = Run(Python, ["-c", PythonReader], text);
        Assert.SkipWhen(error.Contains(ModuleMissing, StringComparison.Ordinal), "python3-prometheus-client is not installed");
        return (exit, output, error);
    }

    private static (int Exit, string Output, string Error) Run(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        try
        {
            using Process process = Process.Start(start)!;
            // All three at once: whoever waits for the other to read waits for ever.
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            using (Stream bytes = process.StandardInput.BaseStream)
            {
                bytes.Write(System.Text.Encoding.UTF8.GetBytes(input));
            }

            process.WaitForExit();
            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
            throw;
        }
    }
}
