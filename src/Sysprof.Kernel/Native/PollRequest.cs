using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct PollRequest
{
    [FieldOffset(0)] public int Descriptor;
    [FieldOffset(4)] public short Events;
    [FieldOffset(6)] public short Returned;
}
