using Spectre.Console;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>A kind of table that the screen can show.</summary>
internal sealed class TopTable<TRow> : ITopTable
{
    public required string Name { get; init; }

    public required GroupBy By { get; init; }

    public required SortKey DefaultSort { get; init; }

    /// <summary>Its columns in their order; the first gets the width that is left.</summary>
    public required IReadOnlyList<TopColumn<TRow>> Columns { get; init; }

    /// <summary>The rows of a report, in its order.</summary>
    public Func<Report, IReadOnlyList<TRow>> Rows { get; init; } = _ => [];

    /// <summary>The rows where they are not a report's, in its order all the same; null where they are.</summary>
    public Func<TopModel, TopQuery, IReadOnlyList<TRow>>? RowsBeside { get; init; }

    /// <summary>What is the same for the same row in another frame.</summary>
    public required Func<TRow, object> Identity { get; init; }

    /// <summary>What filter and search look at.</summary>
    public required Func<TRow, string> Text { get; init; }

    /// <summary>Where Enter leads.</summary>
    public required Func<TRow, Place, Place> Enter { get; init; }

    /// <summary>Whether a row ended and only fades.</summary>
    public Func<TRow, bool> IsFading { get; init; } = _ => false;

    IReadOnlyList<ITopColumn> ITopTable.Columns => Columns;

    public ITopRows RowsOf(Report report, TopModel model, TopQuery query) =>
        new RowList(this, RowsBeside?.Invoke(model, query) ?? Rows(report));

    private sealed class RowList(TopTable<TRow> table, IReadOnlyList<TRow> rows) : ITopRows
    {
        public int Count => rows.Count;

        public object IdentityOf(int row) => table.Identity(rows[row]);

        public string TextOf(int row) => table.Text(rows[row]);

        public bool IsFading(int row) => table.IsFading(rows[row]);

        public (string Text, Style Style) Cell(int row, ITopColumn column, TopFrame frame)
        {
            var typed = (TopColumn<TRow>)column;
            return (typed.Text(rows[row], frame), typed.Style?.Invoke(rows[row], frame) ?? Palette.Plain);
        }

        public Place Enter(int row, Place from) => table.Enter(rows[row], from);

        public ITopRows Where(Func<string, bool> matches) =>
            new RowList(table, [.. rows.Where(row => matches(table.Text(row)))]);
    }
}
