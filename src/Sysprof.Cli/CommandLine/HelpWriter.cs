using System.CommandLine;

namespace Sysprof.Cli.CommandLine;

/// <summary>The text of <c>--help</c>, made from the command tree: examples first.</summary>
internal sealed class HelpWriter(TextWriter output, int width)
{
    private const string Indent = "  ";
    private const int WidestFirstColumn = 30;

    // Lines longer than this are hard to read on any terminal.
    private readonly int _width = Math.Clamp(width, 40, 100);

    /// <summary>Writes the help of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">Its full name: "sysprof stat".</param>
    /// <param name="everywhere">The options that every command has.</param>
    public void Write(CliCommand command, string path, IEnumerable<Option> everywhere)
    {
        output.WriteLine("Examples:");
        WriteRows([.. command.Examples.Select(example => (example.CommandLine, example.Meaning))], widestFirst: 36);
        output.WriteLine();
        output.WriteLine($"Usage: {path} {command.Synopsis}");
        output.WriteLine();
        WriteParagraph(command.Description ?? "");

        if (command.Subcommands.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Commands:");
            WriteRows([.. command.Subcommands.Select(sub => (sub.Name, sub.Description ?? ""))]);
        }

        foreach (OptionGroup group in command.Groups)
        {
            WriteOptions(group.Title, group.Options);
        }

        WriteOptions("Everywhere", everywhere);
        foreach (string note in command.Notes)
        {
            output.WriteLine();
            WriteParagraph(note);
        }
    }

    private void WriteOptions(string title, IEnumerable<Option> options)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
        WriteRows([.. options.Where(option => !option.Hidden).Select(option => (Label(option), option.Description ?? ""))]);
    }

    /// <summary>The option as it is written: "-d, --duration TIME".</summary>
    private static string Label(Option option)
    {
        // The short name first; without one the long name stands below the other long names.
        string? alias = option.Aliases.FirstOrDefault();
        string names = alias is null ? $"    {option.Name}" : $"{alias}, {option.Name}";
        return option.HelpName is null ? names : $"{names} {option.HelpName}";
    }

    private void WriteRows(IReadOnlyList<(string First, string Second)> rows, int widestFirst = WidestFirstColumn)
    {
        int first = rows.Select(row => row.First.Length).Where(length => length <= widestFirst).DefaultIfEmpty(0).Max();
        int column = Indent.Length + first + 2;
        foreach ((string label, string text) in rows)
        {
            IReadOnlyList<string> lines = Wrap(text, _width - column);
            bool beside = label.Length <= first;
            output.WriteLine(beside ? Indent + label.PadRight(first + 2) + lines[0] : Indent + label);
            foreach (string line in lines.Skip(beside ? 1 : 0))
            {
                output.WriteLine(new string(' ', column) + line);
            }
        }
    }

    private void WriteParagraph(string text)
    {
        foreach (string line in Wrap(text, _width))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>A text in lines that end between words; none is empty but that of an empty text.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return lines;
    }
}
