using System.Buffers;
using System.Text;
using System.Text.Json;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>The object <c>sysprof.findings/1</c> that docs/output.md describes.</summary>
internal static class FindingsJsonWriter
{
    private const string Schema = "sysprof.findings/1";

    /// <summary>Writes it.</summary>
    /// <param name="report">The result that the findings are of.</param>
    /// <param name="findings">The findings in their order.</param>
    /// <param name="hidden">How many others there are.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(Report report, IReadOnlyList<Finding> findings, int hidden, TextWriter output)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            WriteRun(json, report);
            json.WriteStartArray("findings");
            foreach (Finding finding in findings)
            {
                WriteFinding(json, finding);
            }

            json.WriteEndArray();
            json.WriteNumber("more", hidden);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(text.WrittenSpan));
        output.Write('\n');
    }

    private static void WriteRun(Utf8JsonWriter json, Report report)
    {
        Summary summary = report.Summary;
        json.WriteString("schema", Schema);
        json.WriteString("version", summary.Run.Version);
        json.WriteString("host", summary.Run.Host);
        json.WriteString("kernel", summary.Run.Kernel);
        json.WriteString("architecture", summary.Run.Architecture);
        json.WriteString("target", summary.Run.Target);
        json.WriteString("traced", summary.Run.Syscalls);
        json.WriteString("start", Quantity.Moment(report.Start));
        json.WriteNumber("duration_seconds", Quantity.Seconds(summary.EndNs - summary.StartNs));
        json.WriteNumber("seen_fraction", Math.Round(summary.SeenFraction, 6));
        json.WriteNumber("lost", summary.Ledger.Lost);
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("title", finding.Title);
        json.WriteNumber("weight_seconds", Quantity.Seconds(finding.WeightNs));
        json.WriteStartArray("evidence");
        foreach (FindingNumber number in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("name", number.Name);
            json.WriteNumber("value", Rounded(number.Value));
            json.WriteString("unit", UnitOf(number.Unit));
            WriteBound(json, "least", number.Least);
            WriteBound(json, "most", number.Most);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteWho(json, finding);
        json.WriteString("meaning", finding.Meaning);
        json.WriteString("next", string.Join(' ', finding.Next));
        json.WriteEndObject();
    }

    private static void WriteWho(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartArray("threads");
        foreach (FindingThread thread in finding.Threads)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", thread.Who.Key.Tgid);
            json.WriteNumber("tid", thread.Who.Key.Tid);
            json.WriteNumber("start_ns", thread.Who.Key.StartNs);
            json.WriteString("comm", thread.Who.Comm);
            json.WriteString("process", thread.Who.Process);
            json.WriteNumber("calls", thread.Calls);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("other_threads", finding.OtherThreads);
        json.WriteStartArray("resources");
        foreach (FindingResource on in finding.Resources)
        {
            json.WriteStartObject();
            json.WriteString("name", on.Resource.Name);
            json.WriteString("kind", ResourceKinds.Name(on.Resource.Kind));
            json.WriteString("peer", on.Resource.Peer);
            json.WriteNumber("calls", on.Calls);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBound(Utf8JsonWriter json, string name, double? bound)
    {
        if (bound is { } value)
        {
            json.WriteNumber(name, Rounded(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    // Nanoseconds are the finest that is measured.
    private static decimal Rounded(double value) => Math.Round((decimal)value, 9);

    private static string UnitOf(FindingUnit unit) => unit switch
    {
        FindingUnit.Calls => "calls",
        FindingUnit.CallsPerSecond => "calls/s",
        FindingUnit.Share => "share",
        FindingUnit.Seconds => "s",
        FindingUnit.SecondsPerSecond => "s/s",
        FindingUnit.Bytes => "bytes",
        FindingUnit.Ratio => "ratio",
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };
}
