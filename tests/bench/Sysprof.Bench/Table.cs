using System.Globalization;

namespace Sysprof.Bench;

/// <summary>Aligned text: the first column to the left, numbers to the right.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _lines = [headings];

    /// <summary>Adds a line of as many cells as there are headings; null is an empty one.</summary>
    public void Add(params object?[] cells) =>
        _lines.Add([.. cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")]);

    /// <summary>A number with so many decimals.</summary>
    public static string Number(double value, int decimals = 1) =>
        value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public void WriteTo(TextWriter output)
    {
        int[] widths = [.. headings.Select((_, column) => _lines.Max(line => line[column].Length))];
        foreach (string[] line in _lines)
        {
            IEnumerable<string> cells = line.Select((cell, column) =>
                column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            output.WriteLine("  " + string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary>The same as a table of Markdown.</summary>
    public void WriteMarkdownTo(TextWriter output)
    {
        foreach ((int index, string[] line) in _lines.Index())
        {
            output.WriteLine($"| {string.Join(" | ", line)} |");
            if (index == 0)
            {
                output.WriteLine($"|---{string.Concat(Enumerable.Repeat("|---:", headings.Length - 1))}|");
            }
        }
    }
}
