using Sysprof.Profile.Findings;

namespace Sysprof.Profile.Export;

/// <summary>Findings for people: a paragraph each, no line wider than asked for, but for a word that is.</summary>
internal sealed class FindingsTableWriter(TextWriter output, TableOptions options)
{
    /// <summary>Writes them.</summary>
    /// <param name="report">The result that they are of.</param>
    /// <param name="findings">The findings in their order.</param>
    /// <param name="hidden">How many others there are.</param>
    public void Write(Report report, IReadOnlyList<Finding> findings, int hidden)
    {
        WriteLines(TextLines.Wrap(RunHeading.Parts(report), "  ", FindingText.Indent, options.Width));
        WriteLine("");
        if (findings.Count == 0)
        {
            WriteLine("no findings");
        }

        foreach ((int index, Finding finding) in findings.Index())
        {
            Write(index + 1, finding);
        }

        if (hidden > 0)
        {
            WriteLine($"… {Quantity.Count(hidden)} more (--limit 0 shows all)");
        }

        WriteLine("");
        foreach ((IEnumerable<string> lines, bool isAlarm) in ReportFooter.Sections(report, options.Width))
        {
            WriteLines(lines, line => options.Color && isAlarm ? Sgr.Alarm(line) : line);
        }
    }

    private void Write(int number, Finding finding)
    {
        var text = new FindingText(finding, options.Width);
        WriteLines(text.Title($"{Quantity.Count(number)}. "), line => options.Color ? Sgr.Bold(line) : line);
        WriteLines(text.Meaning);
        WriteLines(text.Evidence);
        WriteLines(text.Threads);
        WriteLines(text.Resources);
        WriteLines(text.Next);
    }

    private void WriteLines(IEnumerable<string> lines, Func<string, string>? paint = null)
    {
        foreach (string line in lines)
        {
            WriteLine(paint?.Invoke(line) ?? line);
        }
    }

    // Not WriteLine of the writer: its line end may be another.
    private void WriteLine(string line)
    {
        output.Write(line);
        output.Write('\n');
    }
}
