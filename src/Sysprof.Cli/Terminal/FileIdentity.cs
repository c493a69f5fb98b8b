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
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint Asked = 0x10b; // STATX_TYPE, STATX_MODE, STATX_UID and STATX_INO
    private const int TypeOfFile = 0xf000;
    private const int Sticky = 0x200;

    [FieldOffset(20)] private readonly uint _owner;
    [FieldOffset(28)] private readonly ushort _mode;
    [FieldOffset(32)] private readonly ulong _inode;
    [FieldOffset(136)] private readonly uint _deviceMajor;
    [FieldOffset(140)] private readonly uint _deviceMinor;

    /// <summary>What it is.</summary>
    public FileKind Kind => (FileKind)(_mode & TypeOfFile);

    /// <summary>Whether it is of the user who runs this program.</summary>
    public bool IsOwn => _owner == GetUser();

    /// <summary>Whether it is a directory in which several users may make files, and remove their own alone, and is another user's.</summary>
    public bool IsForEverybody => (_mode & Sticky) != 0 && !IsOwn;

    /// <summary>Whether two names, followed through every link, lead to one and the same regular file.</summary>
    public static bool AreSame(string path, string other) =>
        GetStatus(FromHere, path, 0, Asked, out FileIdentity one) == 0
        && GetStatus(FromHere, other, 0, Asked, out FileIdentity two) == 0
        && one.Kind == FileKind.Regular && one.IsSameAs(two);

    /// <summary>That of an open file.</summary>
    /// <exception cref="IOException">It cannot be asked for.</exception>
    public static FileIdentity Of(SafeFileHandle file) =>
        GetStatus((int)file.DangerousGetHandle(), "", EmptyPath, Asked, out FileIdentity status) == 0
            ? status
            : throw new IOException("statx", Marshal.GetLastPInvokeError());

    /// <summary>Whether a name in an open directory is that of this file, and no link to it.</summary>
    public bool IsNamed(SafeFileHandle directory, string name) =>
        GetStatus((int)directory.DangerousGetHandle(), name, NoFollow, Asked, out FileIdentity status) == 0 && IsSameAs(status);

    private bool IsSameAs(in FileIdentity other) =>
        (_inode, _deviceMajor, _deviceMinor) == (other._inode, other._deviceMajor, other._deviceMinor);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetUser();

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetStatus(
        int directory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        out FileIdentity status);
}
