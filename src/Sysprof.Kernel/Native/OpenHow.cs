using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary><c>struct open_how</c> of linux/openat2.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct OpenHow
{
    /// <summary>The number of openat2 on every architecture; Linux 5.6 and later.</summary>
    public const int Number = 437;

    /// <summary>RESOLVE_NO_MAGICLINKS: links of /proc that lead anywhere are not followed.</summary>
    public const ulong NoMagicLinks = 0x02;

    /// <summary>RESOLVE_IN_ROOT: absolute links and ".." stay below the directory that the path starts from.</summary>
    public const ulong InRoot = 0x10;

    [FieldOffset(0)] public ulong Flags;
    [FieldOffset(8)] public ulong Mode;
    [FieldOffset(16)] public ulong Resolve;
}
