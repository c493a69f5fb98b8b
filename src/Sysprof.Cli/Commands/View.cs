using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Commands;

/// <summary>How a result is shown.</summary>
/// <param name="Options">What of it, and in which order.</param>
/// <param name="Format">In which format.</param>
/// <param name="Table">How the table looks.</param>
internal sealed record View(ReportOptions Options, ReportFormat Format, TableOptions Table)
{
    /// <summary>Whether what is worth a look is shown instead of the calls.</summary>
    public bool Findings { get; init; }

    /// <summary>Whether it is shown of calls that are told apart by what they were made on.</summary>
    public bool NeedsDescriptors => Findings || Options.By is GroupBy.File or GroupBy.Peer;

    /// <summary>Writes the result, and what its format has no place for to <paramref name="messages"/>.</summary>
    public void Write(Summary summary, TextWriter output, TextWriter messages)
    {
        if (Findings)
        {
            FindingsWriter.Write(summary, Options, Format, output, Table);
            return;
        }

        var report = new Report(summary, Options);
        ReportWriter.Write(report, Format, output, Table);
        if (Format is ReportFormat.Csv or ReportFormat.Strace)
        {
            foreach (string line in ReportFooter.Lines(report, Table.Width))
            {
                messages.WriteLine(line);
            }
        }
    }
}
