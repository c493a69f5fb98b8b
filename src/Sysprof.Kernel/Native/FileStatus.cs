using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary><c>struct statx</c> of linux/stat.h, which is the same on every architecture; the fields that are used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    /// <summary>STATX_BASIC_STATS: all that stat has.</summary>
    public const uint BasicStats = 0x7ff;

    private const int TypeMask = 0xf000; // S_IFMT
    private const int RegularType = 0x8000; // S_IFREG

    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Bytes;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
    [FieldOffset(136)] public uint DeviceMajor;
    [FieldOffset(140)] public uint DeviceMinor;

    /// <summary>Whether it is a file with content, not a pipe or a device that waits when it is opened or read.</summary>
    public readonly bool IsRegular => (Mode & TypeMask) == RegularType;
}
