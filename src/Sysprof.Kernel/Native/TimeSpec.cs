using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary><c>struct timespec</c> of 64-bit programs.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}
