namespace Sysprof.Cli.Terminal;

/// <summary>Which key a character, or the end of a control sequence, stands for; None where it is none that we know.</summary>
internal static class KeyNames
{
    /// <summary>Of a printable character, as Console.ReadKey has it.</summary>
    public static ConsoleKey Of(char character) => character switch
    {
        >= 'a' and <= 'z' => ConsoleKey.A + (character - 'a'),
        >= 'A' and <= 'Z' => ConsoleKey.A + (character - 'A'),
        >= '0' and <= '9' => ConsoleKey.D0 + (character - '0'),
        ' ' => ConsoleKey.Spacebar,
        '+' => ConsoleKey.Add,
        '-' => ConsoleKey.Subtract,
        '*' => ConsoleKey.Multiply,
        '/' => ConsoleKey.Divide,
        _ => ConsoleKey.None,
    };

    /// <summary>Of the letter that ends ESC [ … or ESC O.</summary>
    public static ConsoleKey OfFinal(byte final) => (char)final switch
    {
        'A' => ConsoleKey.UpArrow,
        'B' => ConsoleKey.DownArrow,
        'C' => ConsoleKey.RightArrow,
        'D' => ConsoleKey.LeftArrow,
        'H' => ConsoleKey.Home,
        'F' => ConsoleKey.End,
        'M' => ConsoleKey.Enter,
        >= 'P' and <= 'S' => ConsoleKey.F1 + (final - 'P'),
        _ => ConsoleKey.None,
    };

    /// <summary>Of the number in ESC [ number ~.</summary>
    public static ConsoleKey OfNumber(int number) => number switch
    {
        1 or 7 => ConsoleKey.Home,
        2 => ConsoleKey.Insert,
        3 => ConsoleKey.Delete,
        4 or 8 => ConsoleKey.End,
        5 => ConsoleKey.PageUp,
        6 => ConsoleKey.PageDown,
        >= 11 and <= 15 => ConsoleKey.F1 + (number - 11),
        >= 17 and <= 21 => ConsoleKey.F6 + (number - 17),
        23 or 24 => ConsoleKey.F11 + (number - 23),
        _ => ConsoleKey.None,
    };

    /// <summary>Of the letter in the Linux console's ESC [ [ letter.</summary>
    public static ConsoleKey OfConsole(byte letter) =>
        letter is >= (byte)'A' and <= (byte)'E' ? ConsoleKey.F1 + (letter - 'A') : ConsoleKey.None;
}
