using Spectre.Console;
using Spectre.Console.Rendering;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>A line of a screen while it is written from left to right. What does not fit is cut.</summary>
/// <param name="width">Columns it may take.</param>
internal sealed class StyledLine(int width) : IRenderable
{
    private readonly List<Segment> _segments = [];

    /// <summary>Columns that are written.</summary>
    public int Used { get; private set; }

    /// <summary>Columns that are free.</summary>
    public int Left => width - Used;

    /// <summary>Appends text, which programs may have chosen: what could harm a terminal is escaped.</summary>
    public StyledLine Add(string text, Style? style = null)
    {
        string safe = SafeText.Escape(text);
        if (Left > 0 && safe.Length > 0)
        {
            string fitted = SafeText.Fit(safe, Left);
            _segments.Add(new Segment(fitted, style ?? Style.Plain));
            Used += SafeText.Width(fitted);
        }

        return this;
    }

    /// <summary>Appends text in a field of a fixed width, to its left or right side.</summary>
    public StyledLine AddField(string text, int field, bool left, Style? style = null)
    {
        string fitted = SafeText.Fit(SafeText.Escape(text), field);
        string padding = new(' ', Math.Max(0, field - SafeText.Width(fitted)));
        return Add(left ? fitted + padding : padding + fitted, style);
    }

    /// <summary>Appends blanks up to a column, or to the end.</summary>
    public StyledLine PadTo(int column = int.MaxValue, Style? style = null) =>
        Add(new string(' ', Math.Max(0, Math.Min(column, width) - Used)), style);

    /// <summary>Appends text at the right end, if it fits with a gap.</summary>
    public StyledLine AddRight(string text, Style? style = null)
    {
        int wide = SafeText.Width(text);
        return wide + 1 <= Left ? PadTo(width - wide).Add(text, style) : this;
    }

    /// <summary>The same in one style: a row under the cursor, or of a thread that has ended.</summary>
    public StyledLine Restyled(Style style)
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            _segments[i] = new Segment(_segments[i].Text, style);
        }

        return this;
    }

    /// <summary>The same line with another width, to go on writing.</summary>
    public StyledLine Continued(int newWidth)
    {
        var line = new StyledLine(newWidth) { Used = Used };
        line._segments.AddRange(_segments);
        return line;
    }

    public Measurement Measure(RenderOptions options, int maxWidth) => new(Used, Used);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => _segments;
}
