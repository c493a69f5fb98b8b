using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>A column, whatever its rows are: see <see cref="TopColumn{TRow}"/>.</summary>
internal interface ITopColumn
{
    public string Title { get; }

    public int Width { get; }

    public int NarrowWidth { get; }

    public int MostWidth { get; }

    public bool KeepsEnd { get; }

    public int Rank { get; }

    public bool IsText { get; }

    /// <summary>Whether it is shown only where idle waits count, or only where they do not; null for always.</summary>
    public bool? CountsIdle { get; }

    public SortKey Sort { get; }
}
