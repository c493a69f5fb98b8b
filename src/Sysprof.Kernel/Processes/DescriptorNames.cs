using System.Globalization;

namespace Sysprof.Kernel.Processes;

/// <summary>
/// What descriptors of other processes are at this moment, from /proc: asked for one by one, nothing is read in advance.
/// Made anew for each moment, since sockets come and go.
/// </summary>
public sealed class DescriptorNames
{
    private readonly Dictionary<string, SocketNames> _socketsByNamespace = [];

    /// <summary>
    /// What a descriptor is: a path as its process sees it, <c>tcp 10.0.0.5:5432</c>, <c>pipe</c>, <c>eventfd</c>. Null where it
    /// is closed by now, or we may not look. A program may have chosen the name.
    /// </summary>
    public string? Find(int tgid, int tid, int fd)
    {
        string task = string.Create(CultureInfo.InvariantCulture, $"/proc/{tgid}/task/{tid}");
        return LinkTarget(string.Create(CultureInfo.InvariantCulture, $"{task}/fd/{fd}")) switch
        {
            null => null,
            ['/', ..] path => path,
            var socket when InodeOf(socket, "socket:[") is ulong inode => SocketsOf(task).Find(inode) ?? "socket",
            var pipe when pipe.StartsWith("pipe:", StringComparison.Ordinal) => "pipe",
            var anonymous => anonymous.StartsWith("anon_inode:", StringComparison.Ordinal)
                ? anonymous["anon_inode:".Length..].Trim('[', ']')
                : anonymous,
        };
    }

    // socket:[12345]
    private static ulong? InodeOf(string link, string prefix) =>
        link.StartsWith(prefix, StringComparison.Ordinal)
        && ulong.TryParse(link.AsSpan(prefix.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode)
            ? inode
            : null;

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private SocketNames SocketsOf(string task)
    {
        string space = LinkTarget($"{task}/ns/net") ?? "";
        if (!_socketsByNamespace.TryGetValue(space, out SocketNames? sockets))
        {
            sockets = SocketNames.Read($"{task}/net");
            _socketsByNamespace.Add(space, sockets);
        }

        return sockets;
    }
}
