using System.Runtime.InteropServices;

namespace Sysprof.Cli.Terminal;

/// <summary>The descriptors 0, 1 and 2, as far as we were started with them.</summary>
internal static class StandardDescriptor
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>
    /// Whether a descriptor is the one that we were started with. Where there was none the runtime has put a file of
    /// its own, a pipe perhaps, which is marked as it marks all of them; none with that mark comes through an execve.
    /// </summary>
    public static bool IsOpen(int descriptor) => Control(descriptor, GetFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0;

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command);
}
