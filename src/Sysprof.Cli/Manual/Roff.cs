using System.Globalization;
using System.Text;

namespace Sysprof.Cli.Manual;

/// <summary>Text in the language of manual pages (man(7)), in which some characters mean something else.</summary>
internal static class Roff
{
    /// <summary>A text that is set as it stands.</summary>
    /// <remarks>
    /// A hyphen would be set as one that cannot be typed, quotes and carets as those of printing. At the beginning of a
    /// line a full stop and an apostrophe make a request of it.
    /// </remarks>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        if (text.StartsWith('.'))
        {
            escaped.Append(@"\&");
        }

        foreach (Rune letter in text.EnumerateRunes())
        {
            escaped.Append(Escape(letter));
        }

        return escaped.ToString();
    }

    /// <summary>A text in bold.</summary>
    public static string Bold(string text) => $@"\fB{Escape(text)}\fR";

    /// <summary>A text in italics, or underlined where there are none.</summary>
    public static string Italic(string text) => $@"\fI{Escape(text)}\fR";

    private static string Escape(Rune letter) => letter.Value switch
    {
        '\\' => @"\(rs",
        '-' => @"\-",
        '\'' => @"\(aq",
        '"' => @"\(dq",
        '`' => @"\(ga",
        '^' => @"\(ha",
        '~' => @"\(ti",
        > 127 => string.Create(CultureInfo.InvariantCulture, $@"\[u{letter.Value:X4}]"),
        _ => letter.ToString(),
    };
}
