using Sysprof.Kernel.Wire;

namespace Sysprof.Kernel.Resources;

/// <summary>What sockets speak.</summary>
internal static class ProtocolNames
{
    // include/linux/socket.h and include/linux/net.h
    private const int Inet = 2;
    private const int Inet6 = 10;
    private const int Netlink = 16;
    private const int RawType = 3;

    /// <summary>The word for a socket's protocol: "tcp", "netlink route".</summary>
    public static string Of(in DescriptorRecord record) => record.Head.Family switch
    {
        Inet or Inet6 => IsRaw(in record) ? "raw " + OfInet(record.Head.Protocol) : OfInet(record.Head.Protocol),
        Netlink => OfNetlink(record.Head.Protocol),
        1 => "unix",
        17 => "packet",
        29 => "can",
        30 => "tipc",
        31 => "bluetooth",
        38 => "alg",
        40 => "vsock",
        42 => "qipcrtr",
        44 => "xdp",
        var family => $"family {family}",
    };

    /// <summary>Whether a socket has no ports: where they are kept is its protocol.</summary>
    public static bool IsRaw(in DescriptorRecord record) => record.Head.Type == RawType;

    // include/uapi/linux/in.h
    private static string OfInet(int protocol) => protocol switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        33 => "dccp",
        58 => "icmp6",
        132 => "sctp",
        136 => "udplite",
        262 => "mptcp",
        _ => $"ip protocol {protocol}",
    };

    // include/uapi/linux/netlink.h
    private static string OfNetlink(int protocol) => protocol switch
    {
        0 => "netlink route",
        4 => "netlink sock_diag",
        6 => "netlink xfrm",
        7 => "netlink selinux",
        9 => "netlink audit",
        10 => "netlink fib_lookup",
        11 => "netlink connector",
        12 => "netlink netfilter",
        15 => "netlink kobject_uevent",
        16 => "netlink generic",
        21 => "netlink crypto",
        _ => $"netlink {protocol}",
    };
}
