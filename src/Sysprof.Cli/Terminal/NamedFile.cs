using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>
/// What a name leads to, looked at before it is opened: opening a pipe waits for its reader, and what is written to one that another
/// user has put there is his.
/// </summary>
/// <remarks>
/// The name is followed once, to descriptors of the directory and of the file (O_PATH, which opens nothing); what was looked at is what
/// is opened or made, whatever the name leads to by then.
/// </remarks>
internal sealed class NamedFile : IDisposable
{
    private const int ForWriting = 0x1; // O_WRONLY
    private const int MakeNew = 0xc0; // O_CREAT | O_EXCL
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int PathOnly = 0x200000; // O_PATH
    private const int FromHere = -100; // AT_FDCWD

    private const int NoSuchFile = 2; // ENOENT
    private const int TooManyLinks = 40; // ELOOP
    private const int MostLinks = 40; // The kernel's MAXSYMLINKS.
    private const int MostPathBytes = 4096; // PATH_MAX

    // Of the two flags here that are not the same on every architecture.
    private static readonly int s_noFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    private readonly SafeFileHandle _directory;
    private readonly SafeFileHandle? _file;
    private readonly string _path;

    private NamedFile(SafeFileHandle directory, SafeFileHandle? file, string path) => (_directory, _file, _path) = (directory, file, path);

    /// <summary>Whether there is such a file.</summary>
    public bool Exists => _file is not null;

    /// <summary>What it is, when there is one.</summary>
    public FileIdentity Identity => FileIdentity.Of(_file!);

    /// <summary>Whether it is a device in the directory of devices, where nobody but the system puts files.</summary>
    public bool IsSystemDevice =>
        Identity.Kind is FileKind.CharacterDevice or FileKind.BlockDevice && _path.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>Whether it lies where everybody may put a file.</summary>
    public bool IsAmongOthers => FileIdentity.Of(_directory).IsForEverybody;

    /// <summary>Follows a name, also through links of the user himself; links of others are refused.</summary>
    /// <exception cref="IOException">It leads nowhere, or a directory on the way is not there or not open to the user.</exception>
    /// <exception cref="SysprofException">A link of another user.</exception>
    public static NamedFile Find(string path)
    {
        string name = path;
        for (int links = 0; links <= MostLinks; links++)
        {
            SafeFileHandle directory = OpenDirectoryOf(name);
            SafeFileHandle? file = TryOpen(directory, NameOf(name), PathOnly | s_noFollow);
            if (file is null || FileIdentity.Of(file).Kind != FileKind.Link)
            {
                return new NamedFile(directory, file, name);
            }

            using (directory)
            using (file)
            {
                if (!FileIdentity.Of(file).IsOwn)
                {
                    throw new SysprofException($"writing {path}: it is a symbolic link of another user", "name the file that it leads to");
                }

                name = Path.Combine(DirectoryOf(name), ReadLink(file));
            }
        }

        throw new IOException(path, TooManyLinks);
    }

    /// <summary>What the shell has opened for us, by its number: <c>/dev/fd/3</c>.</summary>
    /// <exception cref="IOException">It has not.</exception>
    public static NamedFile Given(string path)
    {
        SafeFileHandle directory = OpenDirectoryOf(path);
        return TryOpen(directory, NameOf(path), PathOnly) is { } file
            ? new NamedFile(directory, file, path)
            : throw new IOException(path, NoSuchFile);
    }

    /// <summary>Opens what is there to be written to; a pipe waits for its reader.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public SafeFileHandle OpenForWriting() =>
        Checked(OpenAt(FromHere, $"/proc/self/fd/{_file!.DangerousGetHandle()}", ForWriting | CloseOnExec, 0));

    /// <summary>Makes the file, where there is none yet.</summary>
    /// <exception cref="IOException">It cannot be made, or is there by now.</exception>
    public SafeFileHandle Make(UnixFileMode mode) =>
        Checked(OpenAt((int)_directory.DangerousGetHandle(), NameOf(_path), ForWriting | MakeNew | CloseOnExec, (uint)mode));

    /// <summary>Removes what was made, if it still has its name and the user may; whether that was so.</summary>
    public bool TryRemove(SafeFileHandle made) =>
        FileIdentity.Of(made).IsNamed(_directory, NameOf(_path)) && Unlink((int)_directory.DangerousGetHandle(), NameOf(_path), 0) == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _directory.Dispose();
        _file?.Dispose();
    }

    private static string NameOf(string path) => Path.GetFileName(path) is { Length: > 0 } name ? name : ".";

    private static string DirectoryOf(string path) => Path.GetDirectoryName(path) is { Length: > 0 } directory
        ? directory
        : path.StartsWith('/') ? "/" : ".";

    private static SafeFileHandle OpenDirectoryOf(string path) => path.Length > 0 && !path.Contains('\0', StringComparison.Ordinal)
        ? Checked(OpenAt(FromHere, DirectoryOf(path) + "/", PathOnly | CloseOnExec, 0))
        : throw new ArgumentException("not a file name", nameof(path));

    /// <summary>Null when there is no such name.</summary>
    private static SafeFileHandle? TryOpen(SafeFileHandle directory, string name, int flags)
    {
        int file = OpenAt((int)directory.DangerousGetHandle(), name, flags | CloseOnExec, 0);
        int error = Marshal.GetLastPInvokeError();
        if (file >= 0 || error != NoSuchFile)
        {
            try
            {
                return Checked(file);
            }
            catch (IOException)
            {
                directory.Dispose();
                throw;
            }
        }

        return null;
    }

    private static string ReadLink(SafeFileHandle link)
    {
        var target = new byte[MostPathBytes];
        nint bytes = ReadLinkAt((int)link.DangerousGetHandle(), "", target, target.Length);
        return bytes > 0
            ? System.Text.Encoding.UTF8.GetString(target, 0, (int)bytes)
            : throw new IOException("readlink", Marshal.GetLastPInvokeError());
    }

    private static SafeFileHandle Checked(int file) =>
        file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw new IOException("open", Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenAt(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unlink(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReadLinkAt(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, byte[] target, nint bytes);
}
