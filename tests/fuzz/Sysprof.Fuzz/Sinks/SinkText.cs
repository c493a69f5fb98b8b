using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sysprof.Fuzz.Sinks;

/// <summary>What text must be like where it goes to a terminal, whoever chose the names in it.</summary>
internal static partial class SinkText
{
    /// <summary>
    /// Insists on lines without a character that moves, colours, reverses or hides anything: no control and formatting
    /// characters, no halves of surrogate pairs, and no ends of lines but line feeds.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="color">Whether it may have SGR sequences of our own.</param>
    /// <exception cref="InvalidOperationException">It has one.</exception>
    public static void RequirePlain(string text, bool color = false)
    {
        ReadOnlySpan<char> rest = color ? Sgr().Replace(text, "") : text;
        while (!rest.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (!isWhole || (rune.Value != '\n' && IsHarmful(rune)))
            {
                throw new InvalidOperationException($"U+{(isWhole ? rune.Value : rest[0]):x4} is in: {Shown(text)}");
            }

            rest = rest[length..];
        }
    }

    /// <summary>A text as a message may quote it.</summary>
    public static string Shown(string text) => System.Text.Json.JsonSerializer.Serialize(text.Length > 2000 ? text[..2000] : text);

    private static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Sgr();
}
