using Spectre.Console;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>Which columns of a table fit a width, and where.</summary>
internal sealed class TableGrid
{
    private readonly TopState _state;
    private readonly int _width;
    private readonly int _firstWidth;

    public TableGrid(TopState state, int width)
    {
        _state = state;
        _width = width;
        IReadOnlyList<ITopColumn> all = state.Table.Columns;
        var fitting = new HashSet<ITopColumn> { all[0] };
        int left = width - all[0].Width;
        foreach (ITopColumn column in all.Skip(1).OrderBy(column => column.Rank))
        {
            if (column.Rank == 0 || left >= column.Width + 1)
            {
                fitting.Add(column);
                left -= column.Width + 1;
            }
        }

        Columns = [.. all.Where(fitting.Contains)];
        _firstWidth = all[0].Width + left;
    }

    /// <summary>The columns that fit, in their order.</summary>
    public IReadOnlyList<ITopColumn> Columns { get; }

    /// <summary>The heads, with an arrow at the one that rows are sorted by.</summary>
    public StyledLine Head()
    {
        var line = new StyledLine(_width);
        foreach (ITopColumn column in Columns)
        {
            bool isSorted = column == _state.Order.Column;
            string arrow = !isSorted ? "" : _state.Order.IsInverted ? "▲" : "▼";
            AddCell(line, column, column.Title + arrow, isSorted ? Palette.SortedHead : Palette.Heads, Palette.Heads);
        }

        return line.PadTo(style: Palette.Heads);
    }

    /// <summary>A row.</summary>
    public StyledLine Row(ITopRows rows, int row, TopFrame frame)
    {
        var line = new StyledLine(_width);
        foreach (ITopColumn column in Columns)
        {
            (string text, Style style) = rows.Cell(row, column, frame);
            AddCell(line, column, text, style, Palette.Plain);
        }

        return rows.IsFading(row) ? line.Restyled(Palette.Faint) : line;
    }

    private void AddCell(StyledLine line, ITopColumn column, string text, Style style, Style gap)
    {
        bool isFirst = column == Columns[0];
        line.Add(isFirst ? "" : " ", gap).AddField(text, isFirst ? _firstWidth : column.Width, column.IsText, style);
    }
}
