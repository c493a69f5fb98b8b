using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary><c>struct btf_type</c> of linux/btf.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct BtfType
{
    [FieldOffset(0)] public uint NameOffset;
    [FieldOffset(4)] public uint Info;
    [FieldOffset(8)] public uint SizeOrType;

    /// <summary>How many members follow: the lower sixteen bits of the info word.</summary>
    public readonly int MemberCount => (int)(Info & 0xffff);
}
