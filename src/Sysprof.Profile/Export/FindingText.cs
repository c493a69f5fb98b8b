using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>
/// A finding in lines for people, none wider than asked for, but for a word of a command that is. All of it is fit for a
/// terminal.
/// </summary>
/// <param name="finding">The finding.</param>
/// <param name="width">Columns of a line.</param>
public sealed class FindingText(Finding finding, int width)
{
    /// <summary>Columns by which lines that continue a heading are indented, and those below it.</summary>
    public const int Indent = 4;

    private const int LongestName = 24;
    private const string Continued = " \\";

    /// <summary>What was found.</summary>
    /// <param name="prefix">Stands before it: "3. ".</param>
    public IEnumerable<string> Title(string prefix) =>
        TextLines.Wrap(Words($"{prefix}{SafeText.Escape(finding.Title)} [{finding.Rule}]"), " ", Indent, width);

    /// <summary>What it usually means.</summary>
    public IEnumerable<string> Meaning => Paragraph(Words(finding.Meaning));

    /// <summary>The numbers that it rests on.</summary>
    public IEnumerable<string> Evidence => Paragraph(List("because: ", finding.Evidence.Select(Number)));

    /// <summary>Whose it is.</summary>
    public IEnumerable<string> Threads => Paragraph(List("threads: ", NamedThreads()));

    /// <summary>The files and peers that it is about; no line where that is not known.</summary>
    public IEnumerable<string> Resources =>
        finding.Resources.Count > 0 ? Paragraph(List("on: ", finding.Resources.Select(Resource))) : [];

    /// <summary>The command to run next, in lines that a shell reads as one: words are never broken.</summary>
    public IEnumerable<string> Next
    {
        get
        {
            string line = new string(' ', Indent) + "next: " + finding.Next[0];
            foreach (string word in finding.Next.Skip(1))
            {
                if (SafeText.Width(line) + 1 + SafeText.Width(word) + Continued.Length > width)
                {
                    yield return line + Continued;
                    line = new string(' ', Indent + 2) + word;
                }
                else
                {
                    line += " " + word;
                }
            }

            yield return line;
        }
    }

    private IEnumerable<string> Paragraph(IEnumerable<string> parts)
    {
        string indent = new(' ', Indent);
        return TextLines.Wrap(parts, " ", 2, width - Indent).Select(line => indent + line);
    }

    private IEnumerable<string> NamedThreads()
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
        SafeText.FitEnd(SafeText.Escape(on.Resource.Name), width / 2) + $" ({Quantity.Count(on.Calls)} calls)";

    private static string Number(FindingNumber number)
    {
        string bound = number.Least is { } least ? $" (at least {Phrase.Of(least, number.Unit)})"
            : number.Most is { } most ? $" (at most {Phrase.Of(most, number.Unit)})"
            : "";
        return $"{number.Name} {Phrase.Of(number.Value, number.Unit)}{bound}";
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

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
