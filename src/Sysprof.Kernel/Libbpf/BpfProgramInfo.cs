using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary><c>struct bpf_prog_info</c> of linux/bpf.h, up to the one field that is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 216)]
internal struct BpfProgramInfo
{
    [FieldOffset(208)] public ulong RecursionMisses;
}
