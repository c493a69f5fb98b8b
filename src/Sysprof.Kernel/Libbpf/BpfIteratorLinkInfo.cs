using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Libbpf;

/// <summary>What an iterator is restricted to: <c>union bpf_iter_link_info</c> of linux/bpf.h, as far as tasks need it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct BpfIteratorLinkInfo
{
    [FieldOffset(0)] public uint Tid;
    [FieldOffset(4)] public uint Tgid;
    [FieldOffset(8)] public uint PidFd;
}
