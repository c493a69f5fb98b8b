using System.Globalization;
using System.Text;

namespace Sysprof.Fuzz.Sinks;

/// <summary>What CSV must be like: RFC 4180 with line feeds, and nothing in it that a spreadsheet calculates.</summary>
internal static class SinkCsv
{
    private const string FormulaStarts = "=+-@＝＋－＠";

    /// <summary>The records of a file; the first one is its header.</summary>
    /// <exception cref="InvalidOperationException">It is not as it must be.</exception>
    public static List<string[]> Read(string text)
    {
        SinkText.RequirePlain(text);
        List<string[]> records = Parse(text);
        foreach (string[] record in records)
        {
            if (record.Length != records[0].Length)
            {
                throw new InvalidOperationException($"{record.Length} cells, and {records[0].Length} columns: {SinkText.Shown(text)}");
            }

            if (Array.Find(record, IsFormula) is { } formula)
            {
                throw new InvalidOperationException($"a spreadsheet would calculate {SinkText.Shown(formula)}");
            }
        }

        return records;
    }

    /// <summary>Numbers may have a sign.</summary>
    private static bool IsFormula(string cell) =>
        cell.TrimStart() is [var first, ..] && FormulaStarts.Contains(first, StringComparison.Ordinal)
        && !decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static List<string[]> Parse(string text)
    {
        var records = new List<string[]>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool inQuotes = false;
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"' when inQuotes && at + 1 < text.Length && text[at + 1] == '"':
                    cell.Append('"');
                    at++;
                    break;
                case '"' when inQuotes || cell.Length == 0:
                    inQuotes = !inQuotes;
                    break;
                case '"':
                    throw new InvalidOperationException($"a quote within a cell: {SinkText.Shown(text)}");
                case ',' or '\n' when !inQuotes:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    if (text[at] == '\n')
                    {
                        records.Add([.. cells]);
                        cells.Clear();
                    }

                    break;
                default:
                    cell.Append(text[at]);
                    break;
            }
        }

        return inQuotes || cells.Count + cell.Length > 0
            ? throw new InvalidOperationException($"it does not end with its last record: {SinkText.Shown(text)}")
            : records;
    }
}
