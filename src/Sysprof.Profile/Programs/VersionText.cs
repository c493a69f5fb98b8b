using System.Globalization;

namespace Sysprof.Profile.Programs;

/// <summary>Versions as programs write them: "1.22.1", "16beta1", "3.13.0rc1", "18.0.0-pre".</summary>
internal static class VersionText
{
    private const int MostChars = 32;

    /// <summary>
    /// The version that a text begins with: a digit and what follows it of letters, digits and ".+-_~"; "" when there is
    /// none, or when it is longer than 32 characters.
    /// </summary>
    public static string At(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && length <= MostChars && IsPart(text[length]))
        {
            length++;
        }

        return length is 0 or > MostChars || !char.IsAsciiDigit(text[0]) ? "" : text[..length].ToString();
    }

    /// <summary>The same of bytes; "" too when something else than one of these follows it.</summary>
    public static string At(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ends)
    {
        Span<char> chars = stackalloc char[MostChars + 1];
        int length = Math.Min(text.Length, chars.Length);
        for (int i = 0; i < length; i++)
        {
            chars[i] = (char)text[i];
        }

        string version = At(chars[..length]);
        return version.Length < text.Length && ends.Contains(text[version.Length]) ? version : "";
    }

    /// <summary>Compares numbers between dots one by one; what is no number counts as 0.</summary>
    public static int Compare(string left, string right)
    {
        string[] lefts = left.Split('.'), rights = right.Split('.');
        for (int i = 0; i < Math.Max(lefts.Length, rights.Length); i++)
        {
            int order = Number(lefts, i).CompareTo(Number(rights, i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-' or '_' or '~';

    private static int Number(string[] parts, int i) =>
        i < parts.Length && int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
