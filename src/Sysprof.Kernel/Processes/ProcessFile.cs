using Microsoft.Win32.SafeHandles;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Processes;

/// <summary>A regular file that a process runs, has mapped or could see, open for reading.</summary>
internal sealed class ProcessFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ProcessFile(SafeFileHandle handle, in FileStatus status)
    {
        _handle = handle;
        Identity = FileIdentity.Of(status);
    }

    public FileIdentity Identity { get; }

    /// <summary>
    /// Opens a path from a directory on; null when it is not there, not ours to read, or no regular file. What a path
    /// of another program leads to is looked at before it is opened: a pipe would make us wait, a device do something.
    /// </summary>
    /// <param name="directory">The descriptor of a directory that is open.</param>
    /// <param name="path">The path from there.</param>
    /// <param name="resolve">RESOLVE_* of openat2.</param>
    public static unsafe ProcessFile? Open(FileDescriptor directory, string path, ulong resolve)
    {
        var how = new OpenHow { Flags = LibC.PathOnly | LibC.CloseOnExec, Resolve = resolve };
        nint number = LibC.OpenAt2(OpenHow.Number, directory.Number, path, &how, sizeof(OpenHow));
        using var found = new FileDescriptor((int)number);
        FileStatus status;
        if (found.IsInvalid || LibC.Statx(found.Number, "", LibC.EmptyPath, FileStatus.BasicStats, &status) != 0 || !status.IsRegular)
        {
            return null;
        }

        const int Flags = LibC.CloseOnExec | LibC.NonBlocking | LibC.NoTerminal;
        var handle = new SafeFileHandle(LibC.OpenAt(LibC.CurrentDirectory, $"/proc/self/fd/{found.Number}", Flags), ownsHandle: true);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            return null;
        }

        return new ProcessFile(handle, status);
    }

    /// <summary>Its content; the file stays open when the stream is closed.</summary>
    public Stream Content() => new FileStream(
        new SafeFileHandle(_handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0);

    /// <summary>The last part of its path, without what the kernel appends when it was deleted.</summary>
    public string Name()
    {
        string path = new FileInfo($"/proc/self/fd/{_handle.DangerousGetHandle()}").LinkTarget ?? "";
        return MappedFile.NameOf(path);
    }

    /// <summary>The first bytes of it, at most so many.</summary>
    public byte[] ReadStart(int most)
    {
        var start = new byte[most];
        return start[..RandomAccess.Read(_handle, start, 0)];
    }

    public void Dispose() => _handle.Dispose();
}
