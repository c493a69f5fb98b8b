using System.Text;

namespace Sysprof.Kernel.Wire;

/// <summary>Paths as the kernel side walks them: names from the file or cgroup up, a zero behind each.</summary>
internal static class PathText
{
    /// <summary>What a path begins with that lacks its upper directories.</summary>
    public const string CutMark = "...";

    /// <summary>The path from the top down, "/" where there are no names.</summary>
    /// <param name="names">The names, at most <see cref="DescriptorEvent.MaxPathBytes"/>.</param>
    /// <param name="isCut">Whether upper directories are missing: too many, or too long together.</param>
    public static string Of(ReadOnlySpan<byte> names, bool isCut)
    {
        Span<byte> path = stackalloc byte[DescriptorEvent.MaxPathBytes + 1];
        int start = path.Length;
        while (!names.IsEmpty)
        {
            int end = names.IndexOf((byte)0);
            ReadOnlySpan<byte> name = end < 0 ? names : names[..end];
            start -= name.Length + 1;
            path[start] = (byte)'/';
            name.CopyTo(path[(start + 1)..]);
            names = end < 0 ? [] : names[(end + 1)..];
        }

        string text = start == path.Length ? "/" : Encoding.UTF8.GetString(path[start..]);
        return isCut ? CutMark + text : text;
    }
}
