using System.Globalization;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>
/// A header, then a row for each group and call. The columns are the same for every grouping; what a group does not
/// have (a process's tid) is empty.
/// </summary>
internal static class CsvReportWriter
{
    private static readonly string[] s_seriesColumns = ["start", "duration_seconds", "seen_fraction"];

    private static readonly (string Name, Func<ReportRow, ReportGroup, GroupBy, string> Cell)[] s_columns =
    [
        ("pid", (row, _, by) => by is GroupBy.Thread or GroupBy.Pool or GroupBy.Process ? Number(row.Who.Key.Tgid) : ""),
        ("tid", (row, _, by) => by == GroupBy.Thread ? Number(row.Who.Key.Tid) : ""),
        ("comm", (row, _, _) => Text(row.Who.Comm)),
        ("process", (row, _, _) => Text(row.Who.Process)),
        ("cgroup", (row, _, _) => Text(row.Who.Cgroup)),
        ("kind", (_, group, _) => group.Resource is { } resource ? ResourceKinds.Name(resource.Kind) : ""),
        ("file", (_, group, by) => by == GroupBy.File ? Text(group.Resource!.Name) : ""),
        ("peer", (_, group, _) => Text(group.Resource?.Peer ?? "")),
        ("syscall", (row, _, _) => Text(row.Name)),
        ("operation", (row, _, _) => Text(row.Operation)),
        ("abi", (row, _, _) => AbiNames.Of(row.Counts.Key.Abi)),
        ("number", (row, _, _) => Number(row.Counts.Key.Number)),
        ("calls", (row, _, _) => Number(row.Counts.Calls)),
        ("never_return", (row, _, _) => Number(row.Counts.NeverReturned)),
        ("errors", (row, _, _) => Number(row.Counts.Errors)),
        ("errno", (row, _, _) => string.Join(' ', row.Errnos.Select(Errno))),
        ("errors_by_class", (row, _, _) => string.Join(' ', row.ErrorClasses.Occurring.Select(Class))),
        ("restarted", (row, _, _) => Number(row.Counts.Restarted)),
        ("time_seconds", (row, _, _) => Seconds(row.Counts.TimeNs)),
        ("blocked_calls", (row, _, _) => Number(row.Counts.BlockedCalls)),
        ("blocked_seconds", (row, _, _) => Seconds(row.Counts.BlockedNs)),
        ("min_seconds", (row, _, _) => Seconds(row.Counts.Returned > 0 ? row.Counts.MinNs : null)),
        ("max_seconds", (row, _, _) => Seconds(row.Counts.Returned > 0 ? row.Counts.MaxNs : null)),
        ("p50_seconds", (row, _, _) => Seconds(row.QuantileNs(0.5))),
        ("p90_seconds", (row, _, _) => Seconds(row.QuantileNs(0.9))),
        ("p99_seconds", (row, _, _) => Seconds(row.QuantileNs(0.99))),
        ("p999_seconds", (row, _, _) => Seconds(row.QuantileNs(0.999))),
        ("bytes", (row, _, _) => Number(row.Counts.Bytes)),
        ("idle_seconds", (row, _, _) => Seconds(row.Counts.IdleNs)),
        ("in_flight_seconds", (row, group, by) => Seconds(IsInFlight(row, group, by) ? group.InFlightNs : null)),
        ("program", (row, _, _) => Text(row.Who.Program?.Name ?? "")),
        ("program_version", (row, _, _) => Text(row.Who.Program?.Version ?? "")),
        ("role", (_, group, _) => Text(group.Role)),
        ("pool", (_, group, _) => Text(group.Pool?.Name ?? "")),
    ];

    public static void Write(Report report, TextWriter output)
    {
        WriteRecord(s_columns.Select(column => column.Name), output);
        WriteRows(report, [], output);
    }

    /// <summary>Writes a report of a series, in front of each row when it begins and how long it is.</summary>
    public static void WriteNext(Report report, TextWriter output, bool withHeader)
    {
        if (withHeader)
        {
            WriteRecord([.. s_seriesColumns, .. s_columns.Select(column => column.Name)], output);
        }

        string duration = Seconds(report.Summary.EndNs - report.Summary.StartNs);
        WriteRows(report, [Quantity.Moment(report.Start), duration, SeenFraction(report)], output);
    }

    private static void WriteRows(Report report, string[] first, TextWriter output)
    {
        GroupBy by = report.Options.By;
        foreach (ReportGroup group in report.Groups)
        {
            foreach (ReportRow row in RowsOf(group, report.Options))
            {
                WriteRecord([.. first, .. s_columns.Select(column => column.Cell(row, group, by))], output);
            }
        }
    }

    /// <summary>
    /// The rows of a group, and one without a count for the call it is in when that has none. Where only calls are
    /// shown that failed, a call that has not returned is none of them.
    /// </summary>
    private static IEnumerable<ReportRow> RowsOf(ReportGroup group, ReportOptions options)
    {
        bool hasAll = options.By == GroupBy.Syscall
            || options.Filter.HidesSuccess
            || group.Rows.Any(row => IsInFlight(row, group, options.By));
        return !hasAll && group.InFlight is { } call
            ? group.Rows.Append(ReportRow.Uncounted(group.Who, call.Key))
            : group.Rows;
    }

    // Of all threads together the longest call of one says nothing about its row.
    private static bool IsInFlight(ReportRow row, ReportGroup group, GroupBy by) =>
        by != GroupBy.Syscall && group.InFlight is { } call && call.Key == row.Counts.Key
            && IsFirstOf(row, group);

    // The call that a group is in has not returned, and what it was asked to do is not known of all: one row tells of it.
    private static bool IsFirstOf(ReportRow row, ReportGroup group) =>
        (group.Rows.FirstOrDefault(other => other.Counts.Key == row.Counts.Key) ?? row) == row;

    private static void WriteRecord(IEnumerable<string> cells, TextWriter output)
    {
        output.Write(string.Join(',', cells.Select(Quote)));
        output.Write('\n');
    }

    /// <summary>A cell by RFC 4180: in quotes, with its quotes doubled, where it would be read as more than a cell.</summary>
    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;

    /// <summary>
    /// Text from programs: without control characters, and with an apostrophe before what a spreadsheet would
    /// calculate.
    /// </summary>
    private static string Text(string text)
    {
        string safe = SafeText.Escape(text);
        bool isFormula = safe.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..];
        return isFormula ? "'" + safe : safe;
    }

    private static string Errno((int Errno, long Count) error) =>
        $"{ErrnoNames.Name(error.Errno)}:{Number(error.Count)}";

    private static string Class((ErrorClass Class, long Count) errors) =>
        $"{ErrorClasses.Word(errors.Class)}:{Number(errors.Count)}";

    private static string SeenFraction(Report report) =>
        Math.Round(report.Summary.SeenFraction, 6).ToString(CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(long? ns) =>
        ns is { } value ? Quantity.Seconds(value).ToString(CultureInfo.InvariantCulture) : "";
}
