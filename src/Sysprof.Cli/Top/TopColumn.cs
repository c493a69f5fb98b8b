using Spectre.Console;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>A column of a table on the screen.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Width">Columns it takes, so that nothing moves when numbers change.</param>
/// <param name="Rank">Which column goes first where the width is short: the highest rank; 0 stays always.</param>
/// <param name="Sort">What the rows are sorted by when they are sorted by it.</param>
/// <param name="Text">A row's text.</param>
internal sealed record TopColumn<TRow>(
    string Title, int Width, int Rank, SortKey Sort, Func<TRow, TopFrame, string> Text) : ITopColumn
{
    /// <summary>Columns it takes on a narrow screen.</summary>
    public int NarrowWidth { get; init; } = Width;

    /// <summary>Columns it takes at most where it is the first one, which gets what is left.</summary>
    public int MostWidth { get; init; } = Width;

    /// <summary>Whether of a text that is too long the end is kept: a path.</summary>
    public bool KeepsEnd { get; init; }

    /// <summary>Whether it is text, which begins on the left; numbers end on the right.</summary>
    public bool IsText { get; init; }

    /// <inheritdoc/>
    public bool? CountsIdle { get; init; }

    /// <summary>How a row's text is drawn; null for plainly.</summary>
    public Func<TRow, TopFrame, Style>? Style { get; init; }

    /// <summary>A column that begins on the left.</summary>
    public static TopColumn<TRow> Word(
        string title, int width, int rank, string sort, Func<TRow, TopFrame, string> text, Style? style = null) =>
        Number(title, width, rank, sort, text, style) with { IsText = true };

    /// <summary>The share of time, without idle waits or with them.</summary>
    public static IEnumerable<TopColumn<TRow>> TimeShares(int rank, Func<TRow, TopFrame, string> text) =>
    [
        Number("busy", 6, rank, "busy", text) with { CountsIdle = false },
        Number("time", 6, rank, "time", text) with { CountsIdle = true },
    ];

    /// <summary>A column that ends on the right.</summary>
    public static TopColumn<TRow> Number(
        string title, int width, int rank, string sort, Func<TRow, TopFrame, string> text, Style? style = null) =>
        new(title, width, rank, SortKey.Parse(sort), text) { Style = style is null ? null : (_, _) => style };
}
