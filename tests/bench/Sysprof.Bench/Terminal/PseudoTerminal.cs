using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sysprof.Profile;

namespace Sysprof.Bench.Terminal;

/// <summary>Pseudo terminals of the kernel's.</summary>
internal static class PseudoTerminal
{
    private const int ReadWrite = 0x2;
    private const int NotControlling = 0x100; // O_NOCTTY
    private const int CloseOnExec = 0x80000;
    private const ulong SetWindowSize = 0x5414; // TIOCSWINSZ

    /// <summary>Makes one with a screen of 120x40; returns the end of who types and watches, and the path of the program's.</summary>
    public static (SafeFileHandle User, string Path) Open()
    {
        int user = Check(OpenTerminal(ReadWrite | NotControlling | CloseOnExec));
        byte[] name = new byte[64];
        _ = Check(Grant(user));
        _ = Check(Unlock(user));
        _ = Check(NameOf(user, name, (nuint)name.Length));
        _ = Check(Control(user, SetWindowSize, [40, 120, 0, 0]));
        return (new SafeFileHandle(user, ownsHandle: true), Encoding.UTF8.GetString(name).TrimEnd('\0'));
    }

    /// <summary>Opens the program's end; it becomes nobody's controlling terminal.</summary>
    public static SafeFileHandle OpenProgram(string path) =>
        new(Check(OpenPath(path, ReadWrite | NotControlling | CloseOnExec)), ownsHandle: true);

    /// <summary>Reads what comes out of a terminal until the last program has closed its end.</summary>
    public static void ReadAll(FileStream user, Action<ReadOnlySpan<byte>> take)
    {
        byte[] buffer = new byte[65536];
        try
        {
            int count;
            while ((count = user.Read(buffer)) > 0)
            {
                take(buffer.AsSpan(0, count));
            }
        }
        catch (IOException)
        {
            // EIO: the program's end was closed.
        }
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new SysprofException($"making a terminal: error {Marshal.GetLastPInvokeError()}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenTerminal(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Grant(int descriptor);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unlock(int descriptor);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NameOf(int descriptor, [Out] byte[] name, nuint length);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, ulong request, ushort[] size);
}
