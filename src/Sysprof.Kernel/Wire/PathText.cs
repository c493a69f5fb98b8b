using System.Text;

namespace Sysprof.Kernel.Wire;

/// <summary>Paths as the kernel side walks them: names from the file or cgroup up, a zero behind each.</summary>
internal static class PathText
{
    /// <summary>The most bytes that a path has.</summary>
    public const int MostBytes = DescriptorEvent.MaxPathBytes + 32;

    // Of a path that lacks its upper directories.
    private static ReadOnlySpan<byte> CutMark => "..."u8;

    /// <summary>What follows the name of a file that is gone, as in /proc.</summary>
    public const string DeletedMark = " (deleted)";

    /// <summary>The path from the top down, "/" where there are no names.</summary>
    /// <param name="names">The names, at most <see cref="DescriptorEvent.MaxPathBytes"/>.</param>
    /// <param name="isCut">Whether upper directories are missing: too many, or too long together.</param>
    public static string Of(ReadOnlySpan<byte> names, bool isCut)
    {
        Span<byte> room = stackalloc byte[MostBytes];
        return Encoding.UTF8.GetString(Write(room, names, isCut, isDeleted: false));
    }

    /// <summary>Writes the path somewhere into <paramref name="room"/>, which has <see cref="MostBytes"/>, and returns where it is.</summary>
    /// <inheritdoc cref="Of"/>
    /// <param name="room">Where there is room for it.</param>
    /// <param name="names">The names.</param>
    /// <param name="isCut">Whether upper directories are missing.</param>
    /// <param name="isDeleted">Whether it is marked as gone.</param>
    public static ReadOnlySpan<byte> Write(Span<byte> room, ReadOnlySpan<byte> names, bool isCut, bool isDeleted)
    {
        int end = room.Length;
        if (isDeleted)
        {
            end -= DeletedMark.Length;
            _ = Encoding.ASCII.GetBytes(DeletedMark, room[end..]);
        }

        int start = end;
        while (!names.IsEmpty)
        {
            int length = names.IndexOf((byte)0);
            ReadOnlySpan<byte> name = length < 0 ? names : names[..length];
            start -= name.Length + 1;
            room[start] = (byte)'/';
            name.CopyTo(room[(start + 1)..]);
            names = length < 0 ? [] : names[(length + 1)..];
        }

        if (start == end)
        {
            start--;
            room[start] = (byte)'/';
        }

        if (isCut)
        {
            start -= CutMark.Length;
            CutMark.CopyTo(room[start..]);
        }

        return room[start..];
    }
}
