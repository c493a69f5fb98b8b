using System.Text;
using System.Text.Unicode;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What a descriptor refers to, in the words of /proc/PID/fd where it has some.</summary>
internal static class ResourceText
{
    // include/uapi/linux/magic.h
    private const uint SocketMagic = 0x534f434b;
    private const uint PipeMagic = 0x50495045;
    private const uint AnonymousMagic = 0x09041934;
    private const uint PidMagic = 0x50494446;

    // include/uapi/linux/stat.h
    private const int TypeShift = 12;

    /// <summary>Makes a resource of a message.</summary>
    /// <param name="record">The message.</param>
    /// <param name="names">Keeps the paths of files.</param>
    public static Resource Of(in DescriptorRecord record, ByteChunks names) => record.Head.Magic switch
    {
        SocketMagic => SocketText.Of(in record),
        PipeMagic => new Resource(ResourceKind.Pipe, $"pipe:[{record.Head.Inode}]"),
        AnonymousMagic => new Resource(ResourceKind.Anonymous, "anon_inode:" + NameIn(record.Path)),
        PidMagic => new Resource(ResourceKind.Anonymous, "anon_inode:[pidfd]"),
        _ when record.Flags.HasFlag(ReferenceBits.Nameless) => Nameless(in record),
        _ => OfPath(in record, names),
    };

    /// <summary>A memfd, a namespace, what a driver made.</summary>
    private static Resource Nameless(in DescriptorRecord record)
    {
        string name = NameIn(record.Path);
        return name is "" or "/"
            ? new Resource(ResourceKind.Anonymous, $"anon_inode:[{record.Head.Inode}]")
            : new Resource(KindOf(record.Head.Mode), "/" + name + PathText.DeletedMark);
    }

    private static ResourceKind KindOf(int mode) => (mode >> TypeShift) switch
    {
        8 => ResourceKind.File,
        4 => ResourceKind.Directory,
        2 => ResourceKind.CharacterDevice,
        6 => ResourceKind.BlockDevice,
        1 => ResourceKind.Pipe,
        12 => ResourceKind.Socket,
        _ => ResourceKind.Anonymous,
    };

    private static Resource OfPath(in DescriptorRecord record, ByteChunks names)
    {
        Span<byte> room = stackalloc byte[PathText.MostBytes];
        ReadOnlySpan<byte> path = PathText.Write(
            room, record.Path, record.Flags.HasFlag(ReferenceBits.Cut), record.Flags.HasFlag(ReferenceBits.Deleted));
        ResourceKind kind = KindOf(record.Head.Mode);
        return Utf8.IsValid(path) ? new Resource(kind, names.Keep(path)) : new Resource(kind, Encoding.UTF8.GetString(path));
    }

    private static string NameIn(ReadOnlySpan<byte> path)
    {
        int end = path.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
    }
}
