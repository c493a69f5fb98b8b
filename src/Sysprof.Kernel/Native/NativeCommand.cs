using System.Runtime.InteropServices;

namespace Sysprof.Kernel.Native;

/// <summary><c>struct sysprof_command</c> of <c>native/sysprof_native.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeCommand
{
    public byte* Path;
    public byte** Arguments;
    public int* Gate;
    public int OutputFd;
    public int Unused;
}
