namespace Sysprof.Cli.Top;

/// <summary>The keys that do one thing.</summary>
/// <param name="Action">What they do.</param>
/// <param name="Names">What the help calls them.</param>
/// <param name="Meaning">What the help says that they do.</param>
/// <param name="Matches">Whether a key is one of them.</param>
internal sealed record KeyBinding(
    TopAction Action, string Names, string Meaning, Func<ConsoleKeyInfo, bool> Matches)
{
    /// <summary>What the last line of the screen says of it, where there is room; "" for nothing.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Keys by what they type, and keys that type nothing.</summary>
    public static KeyBinding Of(
        TopAction action, string names, string meaning, string characters, params IReadOnlyList<ConsoleKey> keys) =>
        new(action, names, meaning, key => Types(key, characters) || keys.Contains(key.Key));

    // The runtime gives some keys a character: Enter is \r, Backspace \b.
    private static bool Types(ConsoleKeyInfo key, string characters) =>
        key.KeyChar > ' ' && !key.Modifiers.HasFlag(ConsoleModifiers.Alt) && characters.Contains(key.KeyChar, StringComparison.Ordinal);
}
