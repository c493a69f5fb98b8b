using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary><c>struct epoll_event</c>, which is packed on x86-64 and not elsewhere; only its first field is used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct EpollEvent
{
    [FieldOffset(0)] public uint Events;
}
