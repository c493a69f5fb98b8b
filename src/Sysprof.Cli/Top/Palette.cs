using Spectre.Console;

namespace Sysprof.Cli.Top;

/// <summary>What is drawn how. The terminal's own sixteen colours: they suit its background.</summary>
internal static class Palette
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Faint = new(decoration: Decoration.Dim);
    public static readonly Style Title = new(foreground: Color.Teal, decoration: Decoration.Bold);
    public static readonly Style Heads = new(decoration: Decoration.Underline);
    public static readonly Style SortedHead = new(decoration: Decoration.Underline | Decoration.Bold);
    public static readonly Style Cursor = new(decoration: Decoration.Invert);
    public static readonly Style Tab = new(decoration: Decoration.Invert | Decoration.Bold);
    public static readonly Style Error = new(foreground: Color.Maroon);
    public static readonly Style Alarm = new(foreground: Color.Maroon, decoration: Decoration.Bold | Decoration.Invert);
    public static readonly Style Notice = new(foreground: Color.Olive, decoration: Decoration.Bold);
    public static readonly Style Trend = new(foreground: Color.Teal);

    private const long Second = 1_000_000_000;

    /// <summary>The style of a call that a thread has been in for some nanoseconds.</summary>
    public static Style Age(long ns) => ns switch
    {
        < Second => Plain,
        < 10 * Second => new(foreground: Color.Olive),
        < 60 * Second => new(foreground: Color.Purple),
        _ => new(foreground: Color.Maroon),
    };
}
