using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>The file of <c>-o</c>: opened before the work, so that a bad name costs no run; emptied when there is a result.</summary>
internal sealed class OutputFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ByUmask = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly FileStream _stream;
    private readonly string _path;
    private bool _isInVain;

    private OutputFile(FileStream stream, string path, bool isNew) =>
        (_stream, _path, _isInVain) = (stream, path, isNew);

    /// <summary>Whether a name stands for stdout.</summary>
    /// <remarks>Opened by its name, a redirected stdout would be written from its beginning, over what is there.</remarks>
    public static bool IsStandardOutput(string? path) => path is "-" or "/dev/stdout" or "/dev/fd/1";

    /// <summary>Opens a file and leaves what is in it alone for now.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="force">Whether one that is there may be overwritten.</param>
    /// <param name="isPrivate">Whether only the owner may read it from now on, whatever the umask is and was.</param>
    /// <exception cref="SysprofException">
    /// It does not open, is there and not to be overwritten, or is somebody else's and to be private.
    /// </exception>
    public static OutputFile Open(string path, bool force, bool isPrivate = false)
    {
        if (Directory.Exists(path))
        {
            throw new SysprofException($"writing {path}: is a directory", "name a file in it");
        }

        bool isNew = !File.Exists(path);
        var options = new FileStreamOptions
        {
            // Not Create: whatever appeared under this name a moment ago is not ours to overwrite.
            Mode = isNew ? FileMode.CreateNew : FileMode.Open,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = isNew ? isPrivate ? OwnerOnly : ByUmask : null,
        };
        OutputFile? file = null;
        try
        {
            file = new OutputFile(new FileStream(path, options), path, isNew);
            file.Claim(force || IsGiven(path), isPrivate);
            return file;
        }
        catch (Exception error) when (FileErrors.IsForeseenInOpening(error))
        {
            file?.Dispose();
            throw FileErrors.Describe("writing", path, error);
        }
    }

    /// <summary>Whether a name stands for what the shell has opened for us: <c>-o /dev/fd/3 3>out</c>.</summary>
    private static bool IsGiven(string path) => path is "/dev/stderr"
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    /// <summary>What is in it now is private, too: nobody but the owner can open it any more when the first byte comes.</summary>
    private void Claim(bool force, bool isPrivate)
    {
        // Looked at as it is open, since a link may lead anywhere. Pipes, /dev/null or a shell's >(...) are there to be written to.
        if (FileIdentity.IsSpecial(_stream.SafeFileHandle))
        {
            return;
        }

        if (!_isInVain && !force)
        {
            Refuse("it exists already", "--force overwrites it, -o names another");
        }

        if (isPrivate)
        {
            // Root may change the mode of anybody's file, whose owner would then read what root recorded.
            if (!FileIdentity.IsOwn(_stream.SafeFileHandle))
            {
                Refuse("it is another user's, who could read what is recorded", "-o names another file");
            }

            File.SetUnixFileMode(_stream.SafeFileHandle, OwnerOnly);
        }
    }

    [DoesNotReturn]
    private void Refuse(string reason, string hint)
    {
        Dispose();
        throw new SysprofException($"writing {_path}: {reason}", hint);
    }

    /// <summary>Empties the file and gives the stream to write to, which the caller may close.</summary>
    public Stream Begin()
    {
        try
        {
            if (_stream.CanSeek && _stream.Length > 0)
            {
                _stream.SetLength(0);
            }

            _isInVain = false;
            return _stream;
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            throw FileErrors.Describe("writing", _path, error);
        }
    }

    /// <summary>Replaces what is in the file.</summary>
    public void Write(Action<TextWriter> write)
    {
        Stream stream = Begin();
        try
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            write(writer);
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            throw FileErrors.Describe("writing", _path, error);
        }
    }

    /// <summary>Closes the file; one that was made in vain is removed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isInVain)
        {
            return;
        }

        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (FileErrors.IsForeseen(error))
        {
            // A run has given up root's power over the directories of others: the file stays there, empty.
            _isInVain = false;
        }
    }
}
