using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Wire;

/// <summary>A process was forked: <c>struct fork_event</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct ForkEvent
{
    [FieldOffset(0)] public ushort Record;
    [FieldOffset(2)] public ushort Shared;
    [FieldOffset(4)] public uint ParentTgid;
    [FieldOffset(8)] public ulong AtNs;
    [FieldOffset(16)] public uint ChildTgid;
    [FieldOffset(20)] public uint Unused;
}
