using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sysprof.Cli.Terminal;

/// <summary>Of the kernel's <c>struct statx</c> what makes a file itself, whatever it is called.</summary>
/// <remarks>The layout is the same on every architecture (linux/stat.h).</remarks>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileIdentity
{
    private const int FromHere = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the descriptor itself
    private const uint Asked = 0x109; // STATX_TYPE, STATX_UID and STATX_INO
    private const int TypeOfFile = 0xf000;
    private const int RegularFile = 0x8000;

    [FieldOffset(20)] private readonly uint _owner;
    [FieldOffset(28)] private readonly ushort _mode;
    [FieldOffset(32)] private readonly ulong _inode;
    [FieldOffset(136)] private readonly uint _deviceMajor;
    [FieldOffset(140)] private readonly uint _deviceMinor;

    /// <summary>Whether two names, followed through every link, lead to one and the same regular file.</summary>
    public static bool AreSame(string path, string other) =>
        GetStatus(FromHere, path, 0, Asked, out FileIdentity one) == 0
        && GetStatus(FromHere, other, 0, Asked, out FileIdentity two) == 0
        && (one._mode & TypeOfFile) == RegularFile
        && (one._inode, one._deviceMajor, one._deviceMinor) == (two._inode, two._deviceMajor, two._deviceMinor);

    /// <summary>Whether an open file is known to be none with content, whatever its name says: a device, a pipe.</summary>
    public static bool IsSpecial(SafeFileHandle file) =>
        GetStatus((int)file.DangerousGetHandle(), "", EmptyPath, Asked, out FileIdentity status) == 0
        && (status._mode & TypeOfFile) != RegularFile;

    /// <summary>Whether an open file is that of the user who runs this program.</summary>
    public static bool IsOwn(SafeFileHandle file) =>
        GetStatus((int)file.DangerousGetHandle(), "", EmptyPath, Asked, out FileIdentity status) == 0
        && status._owner == GetUser();

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetUser();

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetStatus(
        int directory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        out FileIdentity status);
}
