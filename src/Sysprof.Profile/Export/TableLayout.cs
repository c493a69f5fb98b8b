using System.Text;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>Which columns of the table fit a width, and how wide each is.</summary>
internal sealed class TableLayout
{
    private const int WantedName = 20;
    private const int LeastName = 8;
    private const string Gap = "  ";
    private const string NameTitle = "syscall";
    private const string ErrorsTitle = "errors";

    private readonly int _indent;
    private readonly int _nameWidth;
    private readonly int _errorsWidth;
    private readonly List<(TableColumn Column, int Width)> _columns;

    /// <summary>Fits the columns for some rows. Numbers are never cut: columns go first, then names are cut.</summary>
    /// <param name="rows">All rows that the table will have.</param>
    /// <param name="indent">Columns that stay free to the left.</param>
    /// <param name="width">Columns there are.</param>
    public TableLayout(IReadOnlyList<ReportRow> rows, int indent, int width)
    {
        _indent = indent;
        _errorsWidth = WidthOf(rows, TableColumn.Errors);
        int errnoWidth = WidthOf(rows, TableColumn.Errno);
        int errors = Math.Max(ErrorsTitle.Length, _errorsWidth + 1 + errnoWidth);
        int longestName = Math.Max(NameTitle.Length, WidthOf(rows, NameOf));
        int leastName = Math.Max(LeastName, Math.Min(longestName, WantedName));
        int left = width - indent - leastName - Gap.Length - errors;

        var fitting = new List<(TableColumn Column, int Width)>();
        foreach (TableColumn column in TableColumn.Numbers.OrderBy(column => column.Rank))
        {
            string[] cells = [.. rows.Select(column.Cell).Distinct()];
            int wide = cells.Select(cell => cell.Length).Append(column.Title.Length).Max();
            if (column.Rank == 0 || (left >= Gap.Length + wide && !cells.All(cell => cell == "-")))
            {
                fitting.Add((column, wide));
                left -= Gap.Length + wide;
            }
        }

        _columns = [.. TableColumn.Numbers.Join(fitting, column => column, fit => fit.Column, (_, fit) => fit)];
        _nameWidth = Math.Max(LeastName, Math.Min(longestName, leastName + left));
    }

    /// <summary>The header.</summary>
    public string Header() =>
        Line(NameTitle, fit => fit.Column.Title, ErrorsTitle.PadLeft(_errorsWidth));

    /// <summary>A row, its errors in another colour when that is wanted.</summary>
    public string Row(ReportRow row, bool color)
    {
        string errors = row.Counts.Errors == 0
            ? "-".PadLeft(Math.Max(1, _errorsWidth))
            : $"{TableColumn.Errors(row).PadLeft(_errorsWidth)} {TableColumn.Errno(row)}";
        return Line(NameOf(row), fit => fit.Column.Cell(row), row.Counts.Errors > 0 && color ? Sgr.Red(errors) : errors);
    }

    private string Line(string name, Func<(TableColumn Column, int Width), string> cell, string errors)
    {
        string fitted = SafeText.Fit(name, _nameWidth);
        var line = new StringBuilder().Append(' ', _indent).Append(fitted.PadRight(_nameWidth));
        foreach ((TableColumn Column, int Width) fit in _columns)
        {
            line.Append(Gap).Append(cell(fit).PadLeft(fit.Width));
        }

        return line.Append(Gap).Append(errors).ToString().TrimEnd();
    }

    private static string NameOf(ReportRow row) => row.FullName;

    private static int WidthOf(IReadOnlyList<ReportRow> rows, Func<ReportRow, string> cell) =>
        rows.Select(row => cell(row).Length).DefaultIfEmpty(0).Max();
}
