using System.Net;
using System.Text;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What a socket is called: its protocol, and whom it talks to or where it is reached.</summary>
internal static class SocketText
{
    // include/linux/socket.h
    private const int Unix = 1;
    private const int Inet = 2;
    private const int Inet6 = 10;

    /// <summary>Makes a resource of a message about a socket.</summary>
    public static Resource Of(in DescriptorRecord record) => record.Head.Family switch
    {
        Unix => OfUnix(in record),
        Inet or Inet6 => OfInet(in record),
        _ => new Resource(ResourceKind.Socket, ProtocolNames.Of(in record)),
    };

    private static Resource OfUnix(in DescriptorRecord record)
    {
        string address = UnixAddress(record.Path);
        if (address.Length == 0)
        {
            return new Resource(ResourceKind.Socket, record.Head.Inode == 0 ? "unix" : $"unix:[{record.Head.Inode}]");
        }

        string name = record.Flags.HasFlag(ReferenceBits.Listening) ? $"unix listen {address}" : $"unix {address}";
        return new Resource(ResourceKind.Socket, name, record.Flags.HasFlag(ReferenceBits.Connected) ? address : "");
    }

    private static Resource OfInet(in DescriptorRecord record)
    {
        DescriptorEvent head = record.Head;
        string protocol = ProtocolNames.Of(in record);
        if (record.Flags.HasFlag(ReferenceBits.Accepted))
        {
            string from = Address(head.Family, head.RemoteAddress);
            return new Resource(ResourceKind.Socket, $"{protocol} :{head.LocalPort} from {from}", from);
        }

        if (record.Flags.HasFlag(ReferenceBits.Connected))
        {
            string to = $"{Address(head.Family, head.RemoteAddress)}:{head.RemotePort}";
            return new Resource(ResourceKind.Socket, $"{protocol} {to}", to);
        }

        string local = $"{Address(head.Family, head.LocalAddress)}:{head.LocalPort}";
        return new Resource(
            ResourceKind.Socket,
            record.Flags.HasFlag(ReferenceBits.Listening) ? $"{protocol} listen {local}"
                : head.LocalPort == 0 || ProtocolNames.IsRaw(in record) ? protocol
                : $"{protocol} bound {local}");
    }

    private static string Address(int family, ReadOnlySpan<byte> bytes)
    {
        var address = new IPAddress(bytes[..(family == Inet ? 4 : 16)]);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
            : family == Inet ? address.ToString()
            : $"[{address}]";
    }

    /// <summary>A path up to its zero, or an abstract name, which begins with one and may have more.</summary>
    private static string UnixAddress(ReadOnlySpan<byte> path)
    {
        if (!path.IsEmpty && path[0] == 0)
        {
            return path.Length == 1 ? "" : "@" + Encoding.UTF8.GetString(path[1..]);
        }

        int end = path.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
    }
}
