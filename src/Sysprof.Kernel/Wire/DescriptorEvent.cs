using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>The head of a message about a descriptor: <c>struct descriptor_event</c> without its path, which follows it.</summary>
[StructLayout(LayoutKind.Explicit, Size = HeaderBytes)]
internal struct DescriptorEvent
{
    /// <summary>Where the path begins.</summary>
    public const int HeaderBytes = 80;

    /// <summary>From here on messages are equal about descriptors that refer to the same.</summary>
    public const int ReferenceOffset = 20;

    /// <summary>The most bytes of a path that follow.</summary>
    public const int MaxPathBytes = WireLimits.PathBytes + WireLimits.NameBytes;

    [FieldOffset(0)] public ushort Record;
    [FieldOffset(2)] public ushort PathBytes;
    [FieldOffset(4)] public uint Tgid;
    [FieldOffset(8)] public ulong SinceNs;
    [FieldOffset(16)] public uint Fd;
    [FieldOffset(ReferenceOffset)] public uint Magic;
    [FieldOffset(24)] public ulong Inode;
    [FieldOffset(32)] public ushort Mode;
    [FieldOffset(34)] public ushort Flags;
    [FieldOffset(36)] public ushort Family;
    [FieldOffset(38)] public ushort Type;
    [FieldOffset(40)] public ushort Protocol;
    [FieldOffset(42)] public ushort LocalPort;
    [FieldOffset(44)] public ushort RemotePort;
    [FieldOffset(46)] public ushort Unused;
    [FieldOffset(48)] public AddressBytes LocalAddress;
    [FieldOffset(64)] public AddressBytes RemoteAddress;
}
