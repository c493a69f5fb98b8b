using static Sysprof.Cli.Top.KeyBinding;

namespace Sysprof.Cli.Top;

/// <summary>Which key does what: what is pressed and what the help says come from here.</summary>
internal static class TopKeys
{
    private static readonly KeyBinding[] s_first =
    [
        Of(TopAction.Help, "F1 h ?", "this help", "h?", ConsoleKey.F1) with { Hint = "F1 help" },
        Of(TopAction.Quit, "q F10", "quit", "q", ConsoleKey.F10) with { Hint = "q quit" },
    ];

    private static readonly KeyBinding[] s_looking =
    [
        Of(TopAction.Up, "Up k", "a row up", "k", ConsoleKey.UpArrow),
        Of(TopAction.Down, "Down j", "a row down", "j", ConsoleKey.DownArrow),
        Of(TopAction.PageUp, "PgUp", "a page up", "", ConsoleKey.PageUp),
        Of(TopAction.PageDown, "PgDn", "a page down", "", ConsoleKey.PageDown),
        Of(TopAction.First, "Home g", "the first row", "g", ConsoleKey.Home),
        Of(TopAction.Last, "End G", "the last row", "G", ConsoleKey.End),
        Of(TopAction.Open, "Enter", "open the row: process, thread, call, its latencies", "", ConsoleKey.Enter)
            with { Hint = "Enter open" },
        Of(TopAction.Back, "Backspace Esc", "back to where it was opened", "", ConsoleKey.Backspace, ConsoleKey.Escape)
            with { Hint = "Backspace back" },
        new(
            TopAction.PreviousTable,
            "Shift-Tab",
            "the table before",
            key => key.Key == ConsoleKey.Tab && key.Modifiers.HasFlag(ConsoleModifiers.Shift)),
        Of(TopAction.NextTable, "Tab F2", "the next table", "", ConsoleKey.Tab, ConsoleKey.F2) with { Hint = "Tab view" },
        Of(TopAction.Findings, "i", "what is worth a look here: findings of the last ten seconds", "i"),
        Of(TopAction.SortNext, "> F6", "sort by the next column", ">", ConsoleKey.F6),
        Of(TopAction.SortPrevious, "<", "sort by the column before", "<"),
        new(TopAction.SortByNumber, "1 ... 9 0", "sort by that column", key => char.IsAsciiDigit(key.KeyChar)),
        Of(TopAction.Invert, "I", "turn the order around", "I"),
        Of(TopAction.CountIdle, "w", "count idle waits in shares of time, or leave them out", "w"),
        Of(TopAction.Filter, "F4 f", "filter: only rows that match a regular expression", "f", ConsoleKey.F4) with { Hint = "f filter" },
        Of(TopAction.Search, "/", "search: go to the row that has this in it", "/") with { Hint = "/ search" },
        Of(TopAction.SearchNext, "n", "go to the next such row", "n"),
        Of(TopAction.Clear, "c", "clear what was before: trends, heat maps, findings, lost calls", "c"),
    ];

    /// <summary>Keys that work everywhere.</summary>
    public static IReadOnlyList<KeyBinding> Everywhere { get; } = [.. s_first, .. s_looking];

    /// <summary>Keys of a run that goes on.</summary>
    public static IReadOnlyList<KeyBinding> Live { get; } =
    [
        Of(TopAction.Pause, "p Space", "pause; go on", "p", ConsoleKey.Spacebar) with { Hint = "p pause" },
        Of(TopAction.Longer, "+", "longer intervals", "+="),
        Of(TopAction.Shorter, "-", "shorter intervals", "-"),
    ];

    /// <summary>Keys of a recording.</summary>
    public static IReadOnlyList<KeyBinding> Replay { get; } =
    [
        Of(TopAction.Pause, "Space p", "play; pause", "p", ConsoleKey.Spacebar) with { Hint = "Space play" },
        Of(TopAction.StepForward, "Right .", "the next interval", ".", ConsoleKey.RightArrow) with { Hint = "Right next" },
        Of(TopAction.StepBack, "Left ,", "the interval before", ",", ConsoleKey.LeftArrow),
        Of(TopAction.JumpBack, "[", "a tenth of the recording back", "["),
        Of(TopAction.JumpForward, "]", "a tenth of the recording on", "]"),
        Of(TopAction.Longer, "-", "play slower", "-"),
        Of(TopAction.Shorter, "+", "play faster", "+="),
    ];

    /// <summary>All keys, with those of the source where they are seen.</summary>
    public static IReadOnlyList<KeyBinding> With(IReadOnlyList<KeyBinding> ofSource) => [.. s_first, .. ofSource, .. s_looking];

    /// <summary>Whether an action concerns what is watched, not how it is looked at.</summary>
    public static bool IsForSource(TopAction action) => action is TopAction.Pause or TopAction.Clear
        or TopAction.Longer or TopAction.Shorter or TopAction.StepBack or TopAction.StepForward
        or TopAction.JumpBack or TopAction.JumpForward;
}
