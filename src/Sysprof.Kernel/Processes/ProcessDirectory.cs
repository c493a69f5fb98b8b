using Microsoft.Win32.SafeHandles;
using Sysprof.Kernel.Native;

namespace Sysprof.Kernel.Processes;

/// <summary>
/// The directory of a process in /proc, held open: what is read through it is of that process, even when another one
/// has its number by then. Everything gives null once the process is gone, or when it is not ours to look at.
/// </summary>
internal sealed class ProcessDirectory : IDisposable
{
    private readonly FileDescriptor _directory;

    private ProcessDirectory(FileDescriptor directory) => _directory = directory;

    public static ProcessDirectory? Open(int tgid)
    {
        FileDescriptor? directory = OpenAt(LibC.CurrentDirectory, $"/proc/{tgid}", LibC.PathOnly);
        return directory is null ? null : new ProcessDirectory(directory);
    }

    /// <summary>The executable, the very file that runs, even when it was deleted; kernel threads have none.</summary>
    public ProcessFile? OpenExecutable() => ProcessFile.Open(_directory, "exe", resolve: 0);

    /// <summary>A file it has mapped: that very file, or where we may not ask for it, the one at its path.</summary>
    public ProcessFile? OpenMapped(MappedFile file) =>
        ProcessFile.Open(_directory, $"map_files/{file.Range}", resolve: 0) ?? (file.IsDeleted ? null : OpenInRoot(file.Path));

    /// <summary>The file that a path leads to for the process: in its own root, as in that of a container.</summary>
    public ProcessFile? OpenInRoot(string path)
    {
        using FileDescriptor? root = OpenAt(_directory.Number, "root", LibC.PathOnly);
        return root is null ? null : ProcessFile.Open(root, path, OpenHow.InRoot | OpenHow.NoMagicLinks);
    }

    /// <summary>What is mapped of runtimes.</summary>
    public MappedRuntimes? ReadMaps()
    {
        using FileDescriptor? maps = OpenAt(_directory.Number, "maps", 0);
        if (maps is null)
        {
            return null;
        }

        try
        {
            using var stream = new FileStream(new SafeFileHandle(maps.Number, ownsHandle: false), FileAccess.Read, bufferSize: 0);
            return MappedRuntimes.Read(stream);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _directory.Dispose();

    private static FileDescriptor? OpenAt(int directory, string path, int flags)
    {
        int number = LibC.OpenAt(directory, path, flags | LibC.CloseOnExec);
        return number < 0 ? null : new FileDescriptor(number);
    }
}
