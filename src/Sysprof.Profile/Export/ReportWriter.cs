namespace Sysprof.Profile.Export;

/// <summary>Writes reports. All formats use the invariant culture and end lines with a line feed.</summary>
public static class ReportWriter
{
    /// <summary>Writes a report in a format; only the table looks at <paramref name="table"/>.</summary>
    /// <remarks>
    /// CSV and strace's format have no place for the ledger and the cost: the caller prints
    /// <see cref="ReportFooter.Lines"/> beside them, on stderr.
    /// </remarks>
    public static void Write(Report report, ReportFormat format, TextWriter output, TableOptions table)
    {
        switch (format)
        {
            case ReportFormat.Json:
                JsonReportWriter.Write(report, output);
                break;
            case ReportFormat.Csv:
                CsvReportWriter.Write(report, output);
                break;
            case ReportFormat.Strace:
                StraceReportWriter.Write(report, output);
                break;
            default:
                TableReportWriter.Write(report, output, table);
                break;
        }
    }
}
