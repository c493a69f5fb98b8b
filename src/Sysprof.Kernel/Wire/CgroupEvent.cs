using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>The head of a message with the path of a cgroup: <c>struct cgroup_event</c> without its path, which follows it.</summary>
[StructLayout(LayoutKind.Explicit, Size = HeaderBytes)]
internal struct CgroupEvent
{
    /// <summary>Where the path begins.</summary>
    public const int HeaderBytes = 16;

    [FieldOffset(0)] public ushort Record;
    [FieldOffset(2)] public ushort PathBytes;
    [FieldOffset(4)] public uint Cut;
    [FieldOffset(8)] public ulong Id;
}
