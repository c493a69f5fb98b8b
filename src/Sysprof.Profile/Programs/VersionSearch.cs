using System.Buffers;
using System.Text;

namespace Sysprof.Profile.Programs;

/// <summary>Looks for the version of a program that is known already, where it stands without the program's name.</summary>
internal static class VersionSearch
{
    private const int MostChars = 32;

    // Texts that look like versions; redis has some hundred. A file that is full of them gets no more work than that.
    private const int MostCandidates = 10_000;

    private static readonly SearchValues<byte> s_numberChars = SearchValues.Create("0123456789."u8);

    /// <summary>
    /// The highest version of three numbers that is a text of its own. Redis has its version there, and for each of its
    /// commands the version that it came with, none of which is later.
    /// </summary>
    public static string Highest(ElfFile file)
    {
        string highest = "";
        int candidates = 0;
        FileChunks chunks = FileChunks.OfConstants(file);
        while (candidates < MostCandidates && chunks.Next(out ReadOnlySpan<byte> chunk))
        {
            for (int zero = chunk.IndexOf((byte)0); zero >= 0; zero = chunk.IndexOf((byte)0))
            {
                chunk = chunk[(zero + 1)..];
                if (!chunk.IsEmpty && chunk[0] is >= (byte)'0' and <= (byte)'9' && candidates++ < MostCandidates &&
                    VersionText.At(chunk, "\0"u8) is { Length: > 0 } version && IsThreeNumbers(version) &&
                    VersionText.Compare(version, highest) > 0)
                {
                    highest = version;
                }
            }
        }

        return highest;
    }

    /// <summary>
    /// The version that begins with a release ("3.11") and a dot, and ends its text. It may be the end of a longer one:
    /// linkers keep one copy of equal ends.
    /// </summary>
    public static string OfRelease(ElfFile file, string release)
    {
        byte[] prefix = [.. Encoding.ASCII.GetBytes(release), (byte)'.'];
        FileChunks chunks = FileChunks.OfConstants(file);
        while (chunks.Next(out ReadOnlySpan<byte> chunk))
        {
            byte before = 0;
            for (int at = chunk.IndexOf(prefix); at >= 0; at = chunk.IndexOf(prefix))
            {
                before = at > 0 ? chunk[at - 1] : before;
                string version = VersionText.At(chunk[at..], "\0"u8);
                if (before is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.') && version.Length > prefix.Length &&
                    char.IsAsciiDigit(version[prefix.Length]))
                {
                    return version;
                }

                before = prefix[^1];
                chunk = chunk[(at + prefix.Length)..];
            }
        }

        return "";
    }

    /// <summary>What stands between a prefix and one of some ends, where all of it is a version.</summary>
    public static string Between(FileChunks chunks, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> ends)
    {
        while (chunks.Next(out ReadOnlySpan<byte> chunk))
        {
            for (int at = chunk.IndexOf(prefix); at >= 0; at = chunk.IndexOf(prefix))
            {
                chunk = chunk[(at + prefix.Length)..];
                if (VersionText.At(chunk, ends) is { Length: > 0 } version)
                {
                    return version;
                }
            }
        }

        return "";
    }

    /// <summary>The version that a text of its own begins with, before a suffix: "10.11.19-MariaDB".</summary>
    public static string Before(ElfFile file, ReadOnlySpan<byte> suffix)
    {
        int candidates = 0;
        FileChunks chunks = FileChunks.OfConstants(file);
        while (candidates < MostCandidates && chunks.Next(out ReadOnlySpan<byte> chunk))
        {
            for (int at = chunk.IndexOf(suffix); at >= 0; at = chunk.IndexOf(suffix))
            {
                int start = chunk[..at].LastIndexOfAnyExcept(s_numberChars) + 1;
                if (start > 0 && chunk[start - 1] == 0 && at - start < MostChars && candidates++ < MostCandidates &&
                    Encoding.ASCII.GetString(chunk[start..at]) is var version && IsThreeNumbers(version))
                {
                    return version;
                }

                chunk = chunk[(at + suffix.Length)..];
            }
        }

        return "";
    }

    private static bool IsThreeNumbers(string version) =>
        version.Split('.') is { Length: 3 } parts && parts.All(part => part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit));
}
