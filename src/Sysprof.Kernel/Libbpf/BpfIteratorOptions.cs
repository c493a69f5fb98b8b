using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary><c>struct bpf_iter_attach_opts</c> of libbpf.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct BpfIteratorOptions
{
    [FieldOffset(0)] public nuint Size;
    [FieldOffset(8)] public BpfIteratorLinkInfo* LinkInfo;
    [FieldOffset(16)] public uint LinkInfoBytes;
}
