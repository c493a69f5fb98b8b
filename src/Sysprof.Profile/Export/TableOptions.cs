namespace Sysprof.Profile.Export;

/// <summary>How the table looks.</summary>
public sealed record TableOptions
{
    /// <summary>The width that every table fits.</summary>
    public const int DefaultWidth = 80;

    /// <summary>Columns of the terminal; more than <see cref="DefaultWidth"/> show more of each call.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>Rows at most (<c>-n/--limit</c>), 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>Whether files and peers have each <see cref="Model.SizeClass"/> that occurs, instead of three sums (<c>--sizes</c>).</summary>
    public bool Sizes { get; init; }

    /// <summary>Whether to use colours (SGR sequences).</summary>
    public bool Color { get; init; }
}
