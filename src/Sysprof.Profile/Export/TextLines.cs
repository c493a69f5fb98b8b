using System.Text;

namespace Sysprof.Profile.Export;

/// <summary>Lays parts of a sentence out in lines of a limited width.</summary>
internal static class TextLines
{
    /// <summary>
    /// Joins parts by a separator and breaks the line only between parts, the lines after the first indented. A part
    /// that is wider than a whole line is cut.
    /// </summary>
    public static IEnumerable<string> Wrap(IEnumerable<string> parts, string separator, int indent, int width)
    {
        var line = new StringBuilder();
        int used = 0;
        foreach (string part in parts)
        {
            string fitted = SafeText.Fit(part, width - indent);
            int wide = SafeText.Width(fitted);
            if (used > 0 && used + separator.Length + wide > width)
            {
                yield return line.ToString();
                line.Clear().Append(' ', indent);
                used = indent;
            }
            else if (used > 0)
            {
                line.Append(separator);
                used += separator.Length;
            }

            line.Append(fitted);
            used += wide;
        }

        if (used > 0)
        {
            yield return line.ToString();
        }
    }
}
