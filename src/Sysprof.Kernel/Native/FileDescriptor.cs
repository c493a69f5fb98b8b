using Microsoft.Win32.SafeHandles;

namespace Sysprof.Kernel.Native;

/// <summary>A file descriptor that is closed when it is no longer needed.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    public FileDescriptor(int fd)
        : base(ownsHandle: true)
    {
        SetHandle(fd);
    }

    /// <summary>The number, for calls that take one while this is alive.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
