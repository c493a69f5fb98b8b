using System.Globalization;
using System.Text;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>An event in logfmt: <c>ts=2026-01-02T03:04:05.678Z level=info msg="listening on" port=1</c>.</summary>
internal static class LogfmtLine
{
    /// <summary>The line with its end. What moves a cursor, colours or reverses text in it is escaped as in JSON.</summary>
    public static string Of(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var line = new StringBuilder();
        foreach ((string key, object? value) in fields)
        {
            if (line.Length > 0)
            {
                line.Append(' ');
            }

            AppendKey(line, key);
            line.Append('=');
            AppendValue(line, Text(value));
        }

        return line.Append('\n').ToString();
    }

    /// <summary>A value as text, the same in every culture.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void AppendKey(StringBuilder line, string key)
    {
        // A key has no quotes.
        foreach (char c in key.Length == 0 ? "_" : key)
        {
            line.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_');
        }
    }

    private static void AppendValue(StringBuilder line, string value)
    {
        if (value.Length > 0 && value.All(static c => c is > ' ' and <= '~' and not ('=' or '"' or '\\')))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            AppendQuoted(line, rune);
        }

        line.Append('"');
    }

    private static void AppendQuoted(StringBuilder line, Rune rune)
    {
        switch (rune.Value)
        {
            case '"' or '\\':
                line.Append('\\').Append((char)rune.Value);
                break;
            case '\n':
                line.Append("\\n");
                break;
            case '\r':
                line.Append("\\r");
                break;
            case '\t':
                line.Append("\\t");
                break;
            default:
                AppendOther(line, rune);
                break;
        }
    }

    private static void AppendOther(StringBuilder line, Rune rune)
    {
        string text = rune.ToString();
        if (IsHarmless(rune))
        {
            line.Append(text);
            return;
        }

        foreach (char c in text)
        {
            line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
