namespace Sysprof.Cli.Top;

/// <summary>A line that is being typed: a filter or a search.</summary>
/// <param name="Action">What it is for.</param>
/// <param name="Text">What was typed so far.</param>
internal sealed record Prompt(TopAction Action, string Text)
{
    /// <summary>What stands before it.</summary>
    public string Label => Action == TopAction.Filter ? "filter: " : "/";

    // A character may be two halves of a surrogate pair.
    private int LastLength => Text.Length == 0 ? 0 : char.IsLowSurrogate(Text[^1]) && Text.Length > 1 ? 2 : 1;

    /// <summary>The line after a key that types or deletes; itself after any other.</summary>
    public Prompt After(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.Backspace } => this with { Text = Text[..^LastLength] },
        { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control } => this with { Text = "" },
        { Modifiers: ConsoleModifiers.Alt } => this,
        _ => char.IsControl(key.KeyChar) ? this : this with { Text = Text + key.KeyChar },
    };
}
