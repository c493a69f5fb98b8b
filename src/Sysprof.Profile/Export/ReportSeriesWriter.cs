namespace Sysprof.Profile.Export;

/// <summary>
/// Writes reports that follow each other so that a program can read them line by line: JSON as an object on each line,
/// CSV with one header and, before the other columns, when each row's report begins and how long it is.
/// </summary>
public sealed class ReportSeriesWriter
{
    private readonly ReportFormat _format;
    private readonly TextWriter _output;
    private bool _hasHeader;

    /// <summary>Begins a series; nothing is written yet.</summary>
    /// <param name="format">JSON or CSV: the others are for people, and are no series.</param>
    /// <param name="output">Where it goes; flushed after each report.</param>
    public ReportSeriesWriter(ReportFormat format, TextWriter output)
    {
        if (format is not (ReportFormat.Json or ReportFormat.Csv))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "a series is JSON or CSV");
        }

        _format = format;
        _output = output;
    }

    /// <summary>Writes the next report. In CSV one without a row leaves no trace.</summary>
    public void Write(Report report)
    {
        if (_format == ReportFormat.Json)
        {
            JsonReportWriter.WriteLine(report, _output);
        }
        else
        {
            CsvReportWriter.WriteNext(report, _output, withHeader: !_hasHeader);
            _hasHeader = true;
        }

        _output.Flush();
    }
}
