using System.Globalization;
using System.Text;

namespace Sysprof.Profile.Export;

/// <summary>
/// Text that programs chose (thread names, cgroup paths) made fit for a terminal: nothing in it moves the cursor,
/// colours, reverses or hides what stands beside it.
/// </summary>
public static class SafeText
{
    /// <summary>
    /// The text with control and formatting characters (bidi overrides, zero-width ones), line separators and halves
    /// of surrogate pairs written as <c>\x1b</c>, <c>\u202e</c> or <c>\U000e0001</c>. A backslash stays one.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isWhole && IsHarmless(rune))
            {
                safe.Append(rest[..length]);
            }
            else
            {
                safe.Append(Escaped(isWhole ? rune.Value : rest[0]));
            }

            rest = rest[length..];
        }

        return safe.ToString();
    }

    /// <summary>
    /// How many columns a terminal gives to text without control characters: none to combining marks, two to East
    /// Asian wide characters and emoji.
    /// </summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Width(rune);
        }

        return width;
    }

    /// <summary>Text that was escaped, cut to a width with an ellipsis where it is wider.</summary>
    public static string Fit(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        var fitted = new StringBuilder();
        int left = width - 1;
        foreach (Rune rune in text.EnumerateRunes())
        {
            left -= Width(rune);
            if (left < 0)
            {
                break;
            }

            fitted.Append(rune.ToString());
        }

        return fitted.Append('…').ToString();
    }

    /// <summary>The same, but cut at its beginning: of a path the end is what tells it from others.</summary>
    public static string FitEnd(string text, int width)
    {
        int left = Width(text);
        if (left <= width)
        {
            return text;
        }

        int start = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (left < width)
            {
                break;
            }

            left -= Width(rune);
            start += rune.Utf16SequenceLength;
        }

        return "…" + text[start..];
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Escaped(int value) => value switch
    {
        <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{value:x8}"),
    };

    private static int Width(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115f => 2,
        >= 0x2e80 and <= 0xa4cf and not 0x303f => 2,
        >= 0xac00 and <= 0xd7a3 => 2,
        >= 0xf900 and <= 0xfaff => 2,
        >= 0xfe30 and <= 0xfe6f => 2,
        >= 0xff00 and <= 0xff60 => 2,
        >= 0xffe0 and <= 0xffe6 => 2,
        >= 0x1f300 and <= 0x1f64f => 2,
        >= 0x1f680 and <= 0x1f6ff => 2,
        >= 0x1f900 and <= 0x1faff => 2,
        >= 0x20000 and <= 0x3fffd => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };
}
