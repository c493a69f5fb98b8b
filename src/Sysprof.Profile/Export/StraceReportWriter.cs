using System.Globalization;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>
/// The layout of <c>strace -f -c -w</c>: a table for each ABI over all threads, however the report is grouped. As
/// strace counts: what never returned is left out, and numbers that are no call; what a signal interrupted is an error.
/// </summary>
internal static class StraceReportWriter
{
    private const string Rule = "------ ----------- ----------- --------- --------- ----------------\n";

    public static void Write(Report report, TextWriter output)
    {
        var merged = new Report(
            report.Summary, report.Options with { By = GroupBy.Syscall, Operations = OperationDetail.None });
        IEnumerable<IGrouping<SyscallAbi, ReportRow>> tables = merged.Groups
            .SelectMany(group => group.Rows)
            .Where(row => row.Counts.Returned > 0 && row.Info is not null)
            .GroupBy(row => row.Counts.Key.Abi)
            .OrderBy(table => table.Key);
        foreach (IGrouping<SyscallAbi, ReportRow> table in tables)
        {
            WriteTable(table.Key, [.. table], output);
        }
    }

    private static void WriteTable(SyscallAbi abi, ReportRow[] rows, TextWriter output)
    {
        if (abi is SyscallAbi.Ia32 or SyscallAbi.X32)
        {
            string mode = abi == SyscallAbi.Ia32 ? "32 bit" : "x32";
            output.Write($"System call usage summary for {mode} mode:\n");
        }

        output.Write("% time     seconds  usecs/call     calls    errors syscall\n");
        output.Write(Rule);
        long allNs = rows.Sum(row => row.Counts.TimeNs);
        foreach (ReportRow row in rows)
        {
            WriteLine(row.Name, row.Counts, allNs, output);
        }

        output.Write(Rule);
        WriteLine("total", ReportRow.Total(rows[0].Who, rows).Counts, allNs, output);
    }

    private static void WriteLine(string name, CallCell counts, long allNs, TextWriter output)
    {
        double percent = allNs > 0 ? 100.0 * counts.TimeNs / allNs : 0;
        long errors = counts.Errors + counts.Restarted;
        string shownErrors = errors == 0 ? "" : errors.ToString(CultureInfo.InvariantCulture);
        long usecsPerCall = counts.TimeNs / counts.Returned / 1000;
        IFormatProvider culture = CultureInfo.InvariantCulture;
        output.Write(string.Create(culture, $"{percent,6:F2} {Quantity.Seconds(counts.TimeNs),11:F6} "));
        output.Write(string.Create(culture, $"{usecsPerCall,11} {counts.Returned,9} {shownErrors,9} {name}\n"));
    }
}
