using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary><c>struct btf_var_secinfo</c> of linux/btf.h: where a variable lies in its section.</summary>
[StructLayout(LayoutKind.Explicit, Size = 12)]
internal struct BtfVariable
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Offset;
    [FieldOffset(8)] public uint Bytes;
}
