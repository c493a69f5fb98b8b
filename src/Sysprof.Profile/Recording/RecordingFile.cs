using Microsoft.Win32.SafeHandles;

namespace Sysprof.Profile.Recording;

/// <summary>Opens the file of a recording, and says in words why it does not open.</summary>
internal static class RecordingFile
{
    /// <summary>The name that means stdin or stdout.</summary>
    public const string StandardStream = "-";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file, "-" (stdin), a pipe or a device for reading.</summary>
    /// <exception cref="SysprofException">It does not open.</exception>
    public static Stream OpenForReading(string file)
    {
        if (file == StandardStream)
        {
            return Console.OpenStandardInput();
        }

        if (Directory.Exists(file))
        {
            throw new SysprofException($"reading {file}: is a directory");
        }

        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (FileFault.InOpening(e))
        {
            throw new SysprofException($"reading {file}: {FileFault.Reason(e)}", inner: e);
        }
    }

    /// <summary>
    /// Opens "-" (stdout), a pipe or a device, or makes a new file that only its owner may read: a recording tells
    /// what other users' programs do.
    /// </summary>
    /// <param name="file">Where to.</param>
    /// <param name="force">Whether a file that is there may be overwritten.</param>
    /// <param name="created">True when the file was not there before.</param>
    /// <exception cref="SysprofException">It does not open, or is there already.</exception>
    public static Stream OpenForWriting(string file, bool force, out bool created)
    {
        created = false;
        // Opened by name, a redirected stdout would be written from its beginning, over what is there.
        if (file is StandardStream or "/dev/stdout")
        {
            return OpenStandardOutput();
        }

        if (Directory.Exists(file))
        {
            throw new SysprofException($"writing {file}: is a directory", "name a file in it");
        }

        try
        {
            bool exists = File.Exists(file);
            Stream stream = exists ? OpenExisting(file, force) : OpenNew(file);
            created = !exists;
            return stream;
        }
        catch (DirectoryNotFoundException e)
        {
            string? parent = Path.GetDirectoryName(file);
            throw new SysprofException(
                $"writing {file}: no such directory",
                File.Exists(parent) ? $"{parent} is a file" : $"make {parent} first",
                inner: e);
        }
        catch (Exception e) when (FileFault.InOpening(e))
        {
            throw new SysprofException($"writing {file}: {FileFault.Reason(e)}", inner: e);
        }
    }

    /// <summary>
    /// A pipe as a file stream, since the console's keeps silent when the reader has gone; all else as the console's,
    /// since a file stream would not move the offset that a redirected stdout shares with other programs.
    /// </summary>
    private static Stream OpenStandardOutput()
    {
        const int descriptor = 1;
        var pipe = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek)
        {
            return pipe;
        }

        pipe.Dispose();
        return Console.OpenStandardOutput();
    }

    private static FileStream OpenNew(string file)
    {
        var options = new FileStreamOptions
        {
            // Not Create: whatever appeared under this name a moment ago is not ours to overwrite.
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(file, options);
    }

    /// <summary>Opens what is there and looks what it is: a pipe may be opened only once, its reader would see the end.</summary>
    private static FileStream OpenExisting(string file, bool force)
    {
        var stream = new FileStream(
            file, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            if (stream.CanSeek && !IsDevice(file))
            {
                Empty(stream, file, force);
            }

            return stream;
        }
        catch (Exception)
        {
            stream.Dispose();
            throw;
        }
    }

    private static void Empty(FileStream stream, string file, bool force)
    {
        if (!force)
        {
            throw new SysprofException($"writing {file}: it exists already", "overwrite it with --force");
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);
        }

        stream.SetLength(0);
    }

    /// <summary>True for /dev/null and its like, which can be written without destroying anything.</summary>
    private static bool IsDevice(string file)
    {
        string target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
        return target.StartsWith("/dev/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);
    }
}
