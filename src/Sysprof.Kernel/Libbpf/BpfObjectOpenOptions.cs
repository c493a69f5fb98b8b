using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary><c>struct bpf_object_open_opts</c> of libbpf 1.1; newer versions read no further than <see cref="Size"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct BpfObjectOpenOptions
{
    [FieldOffset(0)] public nuint Size;
    [FieldOffset(8)] public byte* ObjectName;
    [FieldOffset(48)] public byte* BtfPath;
}
