using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>Findings for people: a paragraph each, no line wider than asked for, but for a word that is.</summary>
internal sealed class FindingsTableWriter(TextWriter output, TableOptions options)
{
    private const int Indent = 4;
    private const int LongestName = 24;
    private const string Continued = " \\";

    /// <summary>Writes them.</summary>
    /// <param name="report">The result that they are of.</param>
    /// <param name="findings">The findings in their order.</param>
    /// <param name="hidden">How many others there are.</param>
    public void Write(Report report, IReadOnlyList<Finding> findings, int hidden)
    {
        WriteLines(TextLines.Wrap(RunHeading.Parts(report), "  ", Indent, options.Width));
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
        IEnumerable<string> title = Words($"{Quantity.Count(number)}. {SafeText.Escape(finding.Title)} [{finding.Rule}]");
        WriteLines(TextLines.Wrap(title, " ", Indent, options.Width), line => options.Color ? Sgr.Bold(line) : line);
        WriteParagraph(Words(finding.Meaning));
        WriteParagraph(List("because: ", finding.Evidence.Select(Number)));
        WriteParagraph(List("threads: ", Threads(finding)));
        if (finding.Resources.Count > 0)
        {
            WriteParagraph(List("on: ", finding.Resources.Select(Resource)));
        }

        WriteNext(finding.Next);
    }

    private static string Number(FindingNumber number)
    {
        string bound = number.Least is { } least ? $" (at least {Phrase.Of(least, number.Unit)})"
            : number.Most is { } most ? $" (at most {Phrase.Of(most, number.Unit)})"
            : "";
        return $"{number.Name} {Phrase.Of(number.Value, number.Unit)}{bound}";
    }

    private static IEnumerable<string> Threads(Finding finding)
    {
        foreach (FindingThread thread in finding.Threads)
        {
            ThreadInfo who = thread.Who;
            string name = SafeText.Fit(SafeText.Escape(who.Comm), LongestName);
            yield return FormattableString.Invariant($"{name} pid {who.Key.Tgid} tid {who.Key.Tid} ")
                + $"({Quantity.Count(thread.Calls)} calls)";
        }

        if (finding.OtherThreads > 0)
        {
            yield return $"{Quantity.Count(finding.OtherThreads)} {(finding.OtherThreads == 1 ? "other" : "others")}";
        }
    }

    private string Resource(FindingResource on) =>
        SafeText.FitEnd(SafeText.Escape(on.Resource.Name), options.Width / 2) + $" ({Quantity.Count(on.Calls)} calls)";

    private void WriteParagraph(IEnumerable<string> parts)
    {
        string indent = new(' ', Indent);
        WriteLines(TextLines.Wrap(parts, " ", 2, options.Width - Indent).Select(line => indent + line));
    }

    /// <summary>A title and what belongs to it, each but the last with a semicolon.</summary>
    private static string[] List(string title, IEnumerable<string> items)
    {
        string[] all = [.. items];
        all[0] = title + all[0];
        for (int i = 0; i < all.Length - 1; i++)
        {
            all[i] += ";";
        }

        return all;
    }

    /// <summary>The command in lines that a shell reads as one: words are never broken.</summary>
    private void WriteNext(IReadOnlyList<string> words)
    {
        string line = new string(' ', Indent) + "next: " + words[0];
        foreach (string word in words.Skip(1))
        {
            if (SafeText.Width(line) + 1 + SafeText.Width(word) + Continued.Length > options.Width)
            {
                WriteLine(line + Continued);
                line = new string(' ', Indent + 2) + word;
            }
            else
            {
                line += " " + word;
            }
        }

        WriteLine(line);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

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
