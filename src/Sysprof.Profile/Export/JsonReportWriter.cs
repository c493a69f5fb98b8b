using System.Buffers;
using System.Text;
using System.Text.Json;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>
/// The object that docs/output.md describes, indented, but with histograms on one line. Integers and durations are
/// exact; what is not known is null.
/// </summary>
internal sealed class JsonReportWriter : IDisposable
{
    private const string Schema = "sysprof.summary/1";

    private readonly Report _report;
    private readonly TextWriter _output;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly Utf8JsonWriter _lineJson;

    private JsonReportWriter(Report report, TextWriter output, bool isIndented)
    {
        _report = report;
        _output = output;
        _json = new Utf8JsonWriter(_text, new JsonWriterOptions { Indented = isIndented, NewLine = "\n" });
        _lineJson = new Utf8JsonWriter(_line);
    }

    public static void Write(Report report, TextWriter output)
    {
        using var writer = new JsonReportWriter(report.WithOperations(), output, isIndented: true);
        writer.WriteReport();
    }

    /// <summary>Writes the same object on one line.</summary>
    public static void WriteLine(Report report, TextWriter output)
    {
        using var writer = new JsonReportWriter(report.WithOperations(), output, isIndented: false);
        writer.WriteReport();
    }

    public void Dispose()
    {
        _json.Dispose();
        _lineJson.Dispose();
    }

    private void WriteReport()
    {
        _json.WriteStartObject();
        WriteRun(_report.Summary);
        WriteLedger(_report.Summary.Ledger);
        WriteCost(_report.Summary);
        if (_report.Options.By == GroupBy.Syscall)
        {
            WriteTime(_report.Time);
        }

        _json.WriteStartArray(GroupJson.ArrayOf(_report.Options.By));
        if (_report.Options.By == GroupBy.Syscall)
        {
            WriteRows(_report.Groups.SelectMany(group => group.Rows));
        }
        else
        {
            WriteGroups();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        Flush();
        _output.Write('\n');
    }

    private void WriteRun(Summary summary)
    {
        _json.WriteString("schema", Schema);
        _json.WriteString("version", summary.Run.Version);
        _json.WriteString("host", summary.Run.Host);
        _json.WriteString("kernel", summary.Run.Kernel);
        _json.WriteString("architecture", summary.Run.Architecture);
        _json.WriteString("target", summary.Run.Target);
        _json.WriteString("traced", summary.Run.Syscalls);
        _json.WriteString("start", Quantity.Moment(_report.Start));
        WriteSeconds("duration_seconds", summary.EndNs - summary.StartNs);
        WriteRounded("seen_fraction", summary.SeenFraction, 6);
        _json.WriteStartObject("calls");
        _json.WriteNumber("total", _report.TotalCalls);
        _json.WriteNumber("shown", _report.ShownCalls);
        _json.WriteNumber("ungrouped", _report.UngroupedCalls);
        _json.WriteEndObject();
    }

    private void WriteLedger(Ledger ledger)
    {
        _json.WriteStartObject("ledger");
        _json.WriteNumber("carried_in", ledger.CarriedIn);
        _json.WriteNumber("entered", ledger.Entered);
        _json.WriteNumber("returned", ledger.Returned);
        _json.WriteNumber("in_flight", ledger.InFlight);
        _json.WriteNumber("never_return", ledger.NeverReturn);
        _json.WriteNumber("cut", ledger.Cut);
        _json.WriteNumber("lost", ledger.Lost);
        _json.WriteStartObject("lost_by");
        _json.WriteNumber("ring_full", ledger.LostRingFull);
        _json.WriteNumber("no_memory", ledger.LostNoMemory);
        _json.WriteNumber("entry_missed", ledger.LostEntries);
        _json.WriteNumber("exit_missed", ledger.LostExits);
        _json.WriteEndObject();
        _json.WriteNumber("denied", ledger.Denied);
        _json.WriteNumber("skipped", ledger.Skipped);
        _json.WriteNumber("open_at_start", ledger.OpenAtStart);
        _json.WriteNumber("descriptors_lost", ledger.DescriptorsLost);
        _json.WriteNumber("unaccounted", ledger.Unaccounted);
        _json.WriteBoolean("closed", ledger.Closed);
        _json.WriteEndObject();
    }

    private void WriteCost(Summary summary)
    {
        _json.WriteStartObject("cost");
        WriteRounded("ns_per_call", summary.Run.NsPerCall, 1);
        WriteRounded("cpu_fraction", summary.CpuFraction, 6);
        WriteRounded("max_cpu_fraction", summary.Run.MaxOverhead > 0 ? summary.Run.MaxOverhead : double.NaN, 6);
        _json.WriteEndObject();
    }

    private void WriteGroups()
    {
        foreach (ReportGroup group in _report.Groups)
        {
            WriteGroup(group);
            Flush();
        }
    }

    private void WriteGroup(ReportGroup group)
    {
        _json.WriteStartObject();
        if (group.Resource is { } resource)
        {
            WriteResource(group, resource);
        }
        else
        {
            GroupJson.WriteIdentity(_json, group, _report.Options.By);
        }

        _json.WriteBoolean("ended", group.Ended);
        _json.WriteNumber("lost", group.Lost);
        WriteTime(group.Time);
        _json.WriteStartArray("syscalls");
        WriteRows(group.Rows);
        _json.WriteEndArray();
        WriteInFlight(group.InFlight);
        _json.WriteEndObject();
    }

    private void WriteResource(ReportGroup group, Resource resource)
    {
        if (_report.Options.By == GroupBy.File)
        {
            _json.WriteString("file", resource.Name);
            _json.WriteString("kind", ResourceKinds.Name(resource.Kind));
        }

        _json.WriteString("peer", resource.Peer);
        _json.WriteNumber("threads", group.ThreadCount);
        _json.WriteNumber("bytes_in", group.BytesIn);
        _json.WriteNumber("bytes_out", group.BytesOut);
        _lineJson.WriteStartArray();
        foreach ((int sizeClass, long calls) in group.Sizes().Index().Where(size => size.Item > 0))
        {
            _lineJson.WriteStartArray();
            _lineJson.WriteNumberValue(SizeClass.Least(sizeClass));
            _lineJson.WriteNumberValue(calls);
            _lineJson.WriteEndArray();
        }

        _lineJson.WriteEndArray();
        WriteLine("sizes");
    }

    /// <summary>What cannot be told apart where not all calls were traced is null.</summary>
    private void WriteTime(ThreadTime? split)
    {
        if (split is not { } time)
        {
            _json.WriteNull("time");
            return;
        }

        bool allTraced = _report.Summary.Run.Syscalls.Length == 0;
        _json.WriteStartObject("time");
        WriteSeconds("wall_seconds", time.WallNs);
        WriteSeconds("cpu_seconds", time.CpuNs);
        WriteSeconds("user_seconds", allTraced ? time.UserNs : null);
        WriteSeconds("working_seconds", time.WorkingNs);
        WriteSeconds("waiting_seconds", time.WaitingNs);
        WriteSeconds("idle_seconds", time.IdleNs);
        WriteSeconds("ready_seconds", allTraced ? time.ReadyNs : null);
        WriteSeconds("unknown_seconds", time.UnknownNs);
        _json.WriteEndObject();
    }

    private void WriteInFlight(InFlightCall? inFlight)
    {
        if (inFlight is not { } call)
        {
            _json.WriteNull("in_flight");
            return;
        }

        _json.WriteStartObject("in_flight");
        _json.WriteString("name", SyscallTable.Name(call.Key));
        WriteSeconds("seconds", _report.InFlightNs(call));
        _json.WriteBoolean("before_start", call.BeforeStart);
        _json.WriteEndObject();
    }

    private void WriteRows(IEnumerable<ReportRow> rows)
    {
        foreach (ReportRow row in rows)
        {
            WriteRow(row);
        }
    }

    private void WriteRow(ReportRow row)
    {
        _json.WriteStartObject();
        _json.WriteString("name", row.Name);
        _json.WriteString("abi", AbiNames.Of(row.Counts.Key.Abi));
        _json.WriteNumber("number", row.Counts.Key.Number);
        WriteNumbers(row);
        if (row.Operations.Count > 0)
        {
            _json.WriteStartArray("operations");
            foreach (ReportRow operation in row.Operations)
            {
                _json.WriteStartObject();
                _json.WriteString("name", operation.Operation);
                WriteNumbers(operation);
                _json.WriteEndObject();
            }

            _json.WriteEndArray();
        }

        _json.WriteEndObject();
    }

    private void WriteNumbers(ReportRow row)
    {
        CallCell counts = row.Counts;
        bool hasLatency = counts.Returned > 0;
        _json.WriteNumber("calls", counts.Calls);
        _json.WriteNumber("never_return", counts.NeverReturned);
        _json.WriteNumber("errors", counts.Errors);
        WriteErrnos(row);
        _json.WriteNumber("restarted", counts.Restarted);
        WriteSeconds("time_seconds", counts.TimeNs);
        _json.WriteNumber("blocked_calls", counts.BlockedCalls);
        WriteSeconds("blocked_seconds", counts.BlockedNs);
        WriteSeconds("idle_seconds", counts.IdleNs);
        WriteSeconds("min_seconds", hasLatency ? counts.MinNs : null);
        WriteSeconds("max_seconds", hasLatency ? counts.MaxNs : null);
        WriteSeconds("p50_seconds", row.QuantileNs(0.5));
        WriteSeconds("p90_seconds", row.QuantileNs(0.9));
        WriteSeconds("p99_seconds", row.QuantileNs(0.99));
        WriteSeconds("p999_seconds", row.QuantileNs(0.999));
        _json.WriteNumber("bytes", counts.Bytes);
        WriteHistogram(row);
    }

    private void WriteErrnos(ReportRow row)
    {
        _lineJson.WriteStartObject();
        foreach ((int errno, long count) in row.Errnos)
        {
            _lineJson.WriteNumber(ErrnoNames.Name(errno), count);
        }

        _lineJson.WriteEndObject();
        WriteLine("errno");
        _lineJson.WriteStartObject();
        foreach ((ErrorClass errorClass, long count) in row.ErrorClasses.Occurring)
        {
            _lineJson.WriteNumber(ErrorClasses.Word(errorClass), count);
        }

        _lineJson.WriteEndObject();
        WriteLine("errors_by_class");
    }

    private void WriteHistogram(ReportRow row)
    {
        _lineJson.WriteStartObject();
        _lineJson.WriteNumber("schema", LatencyBuckets.Schema);
        _lineJson.WriteStartArray("buckets");
        foreach ((int index, long count) in row.Buckets)
        {
            _lineJson.WriteStartArray();
            _lineJson.WriteNumberValue(index);
            _lineJson.WriteNumberValue(count);
            _lineJson.WriteEndArray();
        }

        _lineJson.WriteEndArray();
        _lineJson.WriteEndObject();
        WriteLine("histogram");
    }

    /// <summary>Moves what was written to the one-line writer into the object as a property.</summary>
    private void WriteLine(string name)
    {
        _lineJson.Flush();
        _json.WritePropertyName(name);
        _json.WriteRawValue(_line.WrittenSpan, skipInputValidation: true);
        _line.ResetWrittenCount();
        _lineJson.Reset();
    }

    private void WriteSeconds(string name, long? ns)
    {
        if (ns is { } value)
        {
            _json.WriteNumber(name, Quantity.Seconds(value));
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void WriteRounded(string name, double value, int digits)
    {
        if (double.IsFinite(value))
        {
            _json.WriteNumber(name, Math.Round(value, digits));
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    // Flushing after whole values never cuts a character in two.
    private void Flush()
    {
        _json.Flush();
        _output.Write(Encoding.UTF8.GetString(_text.WrittenSpan));
        _text.ResetWrittenCount();
    }
}
