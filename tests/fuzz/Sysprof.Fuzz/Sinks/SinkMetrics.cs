using System.Text;
using System.Text.RegularExpressions;

namespace Sysprof.Fuzz.Sinks;

/// <summary>
/// What the text formats of metrics must be like: UTF-8 without control characters, each line a comment or a sample whose
/// label values have quotes, backslashes and line feeds escaped.
/// </summary>
internal static partial class SinkMetrics
{
    /// <summary>The values of all labels, as a scraper reads them.</summary>
    /// <exception cref="DecoderFallbackException">It is not UTF-8.</exception>
    /// <exception cref="InvalidOperationException">It is not as it must be.</exception>
    public static List<string> LabelValues(ReadOnlySpan<byte> exposition)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(exposition);
        SinkText.RequirePlain(text);
        var values = new List<string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')))
        {
            Match sample = Sample().Match(line);
            if (!sample.Success)
            {
                throw new InvalidOperationException($"no sample: {SinkText.Shown(line)}");
            }

            values.AddRange(sample.Groups["value"].Captures.Select(value => Unescaped(value.Value)));
        }

        return values;
    }

    private static string Unescaped(string value) => Escape().Replace(value, escape => escape.Value == "\\n" ? "\n" : escape.Value[1..]);

    [GeneratedRegex(
        """
        ^[a-zA-Z_:][a-zA-Z0-9_:]*(\{(([a-zA-Z_][a-zA-Z0-9_]*="(?<value>([^"\\]|\\["\\n])*)",?)*)\})? [0-9.eE+-]+( # \{.*\} .*)?$|^[a-zA-Z_:][a-zA-Z0-9_:]*(\{(([a-zA-Z_][a-zA-Z0-9_]*="(?<value>([^"\\]|\\["\\n])*)",?)*)\})? (NaN|[+-]Inf)$
        """,
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}
