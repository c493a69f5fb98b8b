using System.Runtime.InteropServices;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Wire;

/// <summary>A thread of the target that has not ended: <c>struct member_event</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct MemberEvent
{
    /// <summary>Its size.</summary>
    public const int Bytes = 16;

    [FieldOffset(0)] public ulong ThreadStartNs;
    [FieldOffset(8)] public uint Tgid;
    [FieldOffset(12)] public uint Tid;

    /// <summary>Which thread.</summary>
    public readonly ThreadKey Key => new((int)Tgid, (int)Tid, ThreadStartNs);
}
