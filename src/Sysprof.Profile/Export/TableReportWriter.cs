using System.Globalization;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Profile.Export;

/// <summary>
/// The table for people: what was traced, then for each thread, process or cgroup a heading and its calls, then the account.
/// No line is wider than asked for, from 80 columns on.
/// </summary>
internal sealed class TableReportWriter
{
    private static readonly string[] s_powers = ["B", "KiB", "MiB", "GiB"];

    private const int LongestComm = 24;
    private const int Indent = 4;
    private const string PartGap = "  ";
    private const string UnknownCgroup = "? (cgroup not known)";

    private readonly Report _report;
    private readonly TextWriter _output;
    private readonly TableOptions _options;
    private readonly bool _hasHeadings;

    private TableReportWriter(Report report, TextWriter output, TableOptions options)
    {
        _report = report;
        _output = output;
        _options = options;
        _hasHeadings = report.Options.By != GroupBy.Syscall;
    }

    public static void Write(Report report, TextWriter output, TableOptions options) =>
        new TableReportWriter(report, output, options).Write();

    private void Write()
    {
        IReadOnlyList<ReportGroup> groups = _report.Top(_options.Limit);
        WriteWrapped(RunHeading.Parts(_report), text => text);
        WriteLine("");
        if (RowCount(groups) == 0)
        {
            WriteLine(_report.UngroupedCalls == 0 ? "no calls" : NoGroups());
        }
        else
        {
            var layout = new TableLayout(
                [.. groups.SelectMany(group => group.Rows)], indent: _hasHeadings ? 2 : 0, _options.Width);
            WriteLine(_options.Color ? Sgr.Dim(layout.Header()) : layout.Header());
            foreach (ReportGroup group in groups)
            {
                WriteGroup(group, layout);
            }

            WriteHidden(RowCount(_report.Groups) - RowCount(groups));
            WriteOrder();
        }

        WriteLine("");
        foreach ((IEnumerable<string> lines, bool isAlarm) in ReportFooter.Sections(_report, _options.Width))
        {
            foreach (string line in lines)
            {
                WriteLine(_options.Color && isAlarm ? Sgr.Alarm(line) : line);
            }
        }
    }

    private void WriteGroup(ReportGroup group, TableLayout layout)
    {
        if (_hasHeadings)
        {
            WriteWrapped(FittingHeading(group), text => _options.Color ? Sgr.Bold(text) : text);
        }

        foreach (ReportRow row in group.Rows)
        {
            WriteLine(layout.Row(row, _options.Color));
        }
    }

    private void WriteHidden(int rows)
    {
        if (rows > 0)
        {
            WriteLine($"… {Quantity.Count(rows)} more {(rows == 1 ? "row" : "rows")} (--limit 0 shows all)");
        }
    }

    /// <summary>What is busiest comes first: a row that idles is further down than its time says.</summary>
    private void WriteOrder()
    {
        if (_report.IdleNs > 0 && _report.Options.Sort == SortKey.Busy)
        {
            WriteLine($"idle waits, {Quantity.Duration(_report.IdleNs)}, count in time but not in the order (-s time counts them)");
        }
    }

    /// <summary>The heading with what of the errors is none, where that leaves it on one line, and with its time.</summary>
    private IEnumerable<string> FittingHeading(ReportGroup group)
    {
        long wouldBlock = group.ErrorClasses().Of(ErrorClass.WouldBlock);
        string ofThem = wouldBlock > 0 ? $" ({Quantity.Count(wouldBlock)} would block)" : "";
        string[] heading = [.. Heading(group, ofThem)];
        bool fits = SafeText.Width(string.Join(PartGap, heading)) <= _options.Width;
        IEnumerable<string> time = group.Time is { WallNs: > 0 } split ? [TimeText.Of(split)] : [];
        return (fits ? heading : Heading(group, "")).Concat(time);
    }

    private IEnumerable<string> Heading(ReportGroup group, string ofErrors)
    {
        foreach (string part in Identity(group))
        {
            yield return part;
        }

        yield return Count(group.Total.Counts.Calls, "call");
        if (group.Total.Counts.Errors > 0)
        {
            yield return Count(group.Total.Counts.Errors, "error") + ofErrors;
        }

        if (group.Lost > 0)
        {
            yield return $"LOST {Quantity.Count(group.Lost)}";
        }

        if (group.InFlight is { } call)
        {
            string atLeast = call.BeforeStart ? "+" : "";
            yield return $"now in {SyscallTable.Name(call.Key)} {Quantity.Duration(_report.InFlightNs(call))}{atLeast}";
        }
        else if (group.Ended)
        {
            yield return "ended";
        }
    }

    private IEnumerable<string> Identity(ReportGroup group)
    {
        ThreadInfo who = group.Who;
        switch (_report.Options.By)
        {
            case GroupBy.Process:
                return
                [
                    Name(who.Comm) + Program(who), Invariant($"pid {who.Key.Tgid}"), Count(group.ThreadCount, "thread"),
                ];
            case GroupBy.Pool:
                return
                [
                    Name(who.Comm) + Role(group), Count(group.ThreadCount, "thread"),
                    Invariant($"pid {who.Key.Tgid}{Process(who)}"),
                ];
            case GroupBy.File or GroupBy.Peer:
                return Resource(group);
            case GroupBy.Cgroup:
                return [Cgroup(who.Cgroup), Count(group.ThreadCount, "thread")];
            default:
                return
                [
                    Name(who.Comm) + Role(group), Invariant($"tid {who.Key.Tid}"),
                    Invariant($"pid {who.Key.Tgid}{Process(who)}"),
                ];
        }
    }

    /// <summary>The process of a thread, where it is called otherwise, and what it runs, where that is known.</summary>
    private static string Process(ThreadInfo who) =>
        (who.Process == who.Comm ? "" : " " + Name(who.Process)) + Program(who);

    private static string Program(ThreadInfo who) => InBrackets(who.Program?.ToString() ?? "");

    // A pool may be called as what it is for.
    private static string Role(ReportGroup group) => InBrackets(group.Role == group.Who.Comm ? "" : group.Role);

    private static string InBrackets(string text) => text.Length == 0 ? "" : $" ({SafeText.Escape(text)})";

    private IEnumerable<string> Resource(ReportGroup group)
    {
        yield return SafeText.FitEnd(SafeText.Escape(group.Resource!.Name), _options.Width - Indent);
        yield return Count(group.ThreadCount, "thread");
        (long bytesIn, long bytesOut) = (group.BytesIn, group.BytesOut);
        if (bytesIn > 0)
        {
            yield return $"in {Quantity.Bytes(bytesIn)}";
        }

        if (bytesOut > 0)
        {
            yield return $"out {Quantity.Bytes(bytesOut)}";
        }

        foreach (string size in Sizes(group.Sizes()))
        {
            yield return size;
        }
    }

    /// <summary>How many calls moved how many bytes.</summary>
    private IEnumerable<string> Sizes(long[] sizes)
    {
        if (_options.Sizes)
        {
            return sizes.Index().Where(size => size.Item > 0)
                .Select(size => $"{(size.Index == 0 ? "0B" : "<" + Power(size.Index))} {Quantity.Count(size.Item)}");
        }

        return sizes.Sum() == 0
            ? []
            :
            [
                $"<1KiB {Quantity.Count(sizes[..SizeClass.Kibibyte].Sum())}",
                $"<1MiB {Quantity.Count(sizes[SizeClass.Kibibyte..SizeClass.Mebibyte].Sum())}",
                $"≥1MiB {Quantity.Count(sizes[SizeClass.Mebibyte..].Sum())}",
            ];
    }

    /// <summary>A power of two in bytes: 512B, 64KiB.</summary>
    private static string Power(int exponent) => Invariant($"{1 << (exponent % 10)}{s_powers[exponent / 10]}");

    private string NoGroups() => _report.Options.By == GroupBy.Peer
        ? "no calls on a socket that is connected, as far as is known; with --no-paths none is"
        : "no calls on a descriptor of which it is known what it refers to; with --no-paths of none";

    // Only the last part of a long path tells a container from its neighbour.
    private string Cgroup(string path) =>
        path.Length == 0 ? UnknownCgroup : SafeText.FitEnd(SafeText.Escape(path), _options.Width - Indent);

    // The heading of a thread that made no call is a row of its own.
    private int RowCount(IEnumerable<ReportGroup> groups) =>
        groups.Sum(group => Math.Max(group.RowCount, _hasHeadings ? 1 : 0));

    private void WriteWrapped(IEnumerable<string> parts, Func<string, string> paint)
    {
        foreach (string line in TextLines.Wrap(parts, PartGap, Indent, _options.Width))
        {
            WriteLine(paint(line));
        }
    }

    // Not WriteLine of the writer: its line end may be another.
    private void WriteLine(string line)
    {
        _output.Write(line);
        _output.Write('\n');
    }

    private static string Name(string name) => SafeText.Fit(SafeText.Escape(name), LongestComm);

    private static string Count(long count, string noun) => $"{Quantity.Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
