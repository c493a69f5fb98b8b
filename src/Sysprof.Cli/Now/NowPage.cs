namespace Sysprof.Cli.Now;

/// <summary>A frame as it is shown on a screen.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Table">Its table.</param>
/// <param name="Lines">The lines of that, all of them.</param>
internal sealed record NowPage(NowFrame Frame, NowTable Table, IReadOnlyList<string> Lines)
{
    /// <summary>The lines that a screen has room for.</summary>
    /// <param name="rows">How many those are.</param>
    /// <param name="late">What the title says of late data; "" for nothing.</param>
    public IReadOnlyList<string> Fit(int rows, string late) => [Table.TitleLine(Frame, late), .. Lines.Skip(1).Take(rows - 1)];
}
