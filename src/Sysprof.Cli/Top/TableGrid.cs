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
        ITopColumn[] all = [.. state.Table.Columns.Where(column => (column.CountsIdle ?? state.CountsIdle) == state.CountsIdle)];
        var fitting = new HashSet<ITopColumn> { all[0] };
        int left = width - WidthOf(all[0]);
        foreach (ITopColumn column in all.Skip(1).OrderBy(column => column.Rank))
        {
            int wide = WidthOf(column) + 1;
            if (column.Rank == 0 || left >= wide)
            {
                fitting.Add(column);
                left -= wide;
            }
        }

        Columns = [.. all.Where(fitting.Contains)];
        _firstWidth = Math.Min(WidthOf(all[0]) + left, Math.Max(all[0].MostWidth, WidthOf(all[0])));
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
            AddCell(line, column, text, text == Cells.None ? Palette.Faint : style, Palette.Plain);
        }

        return rows.IsFading(row) ? line.Restyled(Palette.Faint) : line;
    }

    private void AddCell(StyledLine line, ITopColumn column, string text, Style style, Style gap)
    {
        bool isFirst = column == Columns[0];
        int field = isFirst ? _firstWidth : WidthOf(column);
        string fitted = column.KeepsEnd ? SafeText.FitEnd(SafeText.Escape(text), field) : text;
        line.Add(isFirst ? "" : " ", gap).AddField(fitted, field, column.IsText, style);
    }

    private int WidthOf(ITopColumn column) => _width < TopPainter.NarrowScreen ? column.NarrowWidth : column.Width;
}
