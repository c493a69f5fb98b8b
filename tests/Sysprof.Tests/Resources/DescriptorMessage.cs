using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Sysprof.Kernel.Wire;

namespace Sysprof.Tests.Resources;

/// <summary>Messages about descriptors as the kernel sends them.</summary>
internal static class DescriptorMessage
{
    public const uint ExtMagic = 0xef53;
    public const uint TmpfsMagic = 0x01021994;
    public const uint SocketMagic = 0x534f434b;
    public const uint PipeMagic = 0x50495045;
    public const uint AnonymousMagic = 0x09041934;

    private const ushort Regular = 0x8000;

    /// <summary>A file, its path from the file up, a zero behind each name.</summary>
    public static byte[] File(
        string names, ReferenceBits flags = ReferenceBits.None, uint magic = ExtMagic, ushort mode = Regular, ulong inode = 0) =>
        Of(new DescriptorEvent { Magic = magic, Mode = mode, Flags = (ushort)flags, Inode = inode }, Encoding.UTF8.GetBytes(names));

    /// <summary>A socket with ports.</summary>
    public static byte[] Inet(
        ReferenceBits flags, string local = "0.0.0.0:0", string remote = "0.0.0.0:0", ushort protocol = 6, ushort type = 1)
    {
        var (here, there) = (IPEndPoint.Parse(local), IPEndPoint.Parse(remote));
        var head = new DescriptorEvent
        {
            Magic = SocketMagic,
            Flags = (ushort)flags,
            Family = (ushort)(here.Address.GetAddressBytes().Length == 4 && there.Address.GetAddressBytes().Length == 4 ? 2 : 10),
            Type = type,
            Protocol = protocol,
            LocalPort = (ushort)here.Port,
            RemotePort = (ushort)there.Port,
        };
        here.Address.GetAddressBytes().CopyTo(head.LocalAddress[..]);
        there.Address.GetAddressBytes().CopyTo(head.RemoteAddress[..]);
        return Of(head, []);
    }

    /// <summary>A socket of AF_UNIX, or of another family that has no ports.</summary>
    public static byte[] Socket(ushort family, string path, ReferenceBits flags = 0, ulong inode = 0, ushort protocol = 0) => Of(
        new DescriptorEvent { Magic = SocketMagic, Family = family, Type = 1, Flags = (ushort)flags, Inode = inode, Protocol = protocol },
        Encoding.UTF8.GetBytes(path));

    /// <summary>A message of a head and a path.</summary>
    public static byte[] Of(DescriptorEvent head, byte[] path)
    {
        head.Record = (ushort)RecordKind.Descriptor;
        head.PathBytes = (ushort)path.Length;
        return [.. MemoryMarshal.AsBytes(new ReadOnlySpan<DescriptorEvent>(in head)), .. path];
    }
}
