using System.Text;
using Microsoft.Win32.SafeHandles;
using Sysprof.Profile;

namespace Sysprof.Cli.Terminal;

/// <summary>The file of <c>-o</c>: opened before the work, so that a bad name costs no run; emptied when there is a result.</summary>
internal sealed class OutputFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ByUmask = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly NamedFile _name;
    private readonly FileStream _stream;
    private readonly string _path;
    private bool _isInVain;

    private OutputFile(NamedFile name, FileStream stream, string path) =>
        (_name, _stream, _path, _isInVain) = (name, stream, path, !name.Exists);

    /// <summary>Whether a name stands for stdout.</summary>
    /// <remarks>Opened by its name, a redirected stdout would be written from its beginning, over what is there.</remarks>
    public static bool IsStandardOutput(string? path) => path is "-" or "/dev/stdout" or "/dev/fd/1";

    /// <summary>Opens a file and leaves what is in it alone for now.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="force">Whether one that is there may be overwritten.</param>
    /// <param name="isPrivate">Whether only the owner may read it from now on, whatever the umask is and was.</param>
    /// <exception cref="SysprofException">
    /// It does not open; is there and not to be overwritten; or another user has put it there, and would read what is written.
    /// </exception>
    public static OutputFile Open(string path, bool force, bool isPrivate = false)
    {
        NamedFile? name = null;
        try
        {
            bool isGiven = IsGiven(path);
            name = isGiven ? NamedFile.Given(path) : NamedFile.Find(path);
            if (name.Exists)
            {
                RefuseWhatIsThere(name, path, force, isGiven, isPrivate);
            }

            SafeFileHandle file = name.Exists ? name.OpenForWriting() : name.Make(isPrivate ? OwnerOnly : ByUmask);
            if (isPrivate && FileIdentity.Of(file).Kind == FileKind.Regular)
            {
                // What is in it now is private, too: nobody but the owner can open it any more when the first byte comes.
                File.SetUnixFileMode(file, OwnerOnly);
            }

            return new OutputFile(name, new FileStream(file, FileAccess.Write, bufferSize: 0), path);
        }
        catch (Exception error)
        {
            name?.Dispose();
            if (FileErrors.IsForeseenInOpening(error))
            {
                throw FileErrors.Describe("writing", path, error);
            }

            throw;
        }
    }

    /// <summary>Whether a name stands for what the shell has opened for us: <c>-o /dev/fd/3 3>out</c>.</summary>
    private static bool IsGiven(string path) => path is "/dev/stderr"
        || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    private static void RefuseWhatIsThere(NamedFile name, string path, bool force, bool isGiven, bool isPrivate)
    {
        const string another = "-o names another file";
        FileIdentity file = name.Identity;
        (string Reason, string Hint)? refusal = file.Kind switch
        {
            FileKind.Directory => ("is a directory", "name a file in it"),
            FileKind.Regular when !force && !isGiven => ("it exists already", "--force overwrites it, -o names another"),
            // Root may change the mode of anybody's file, whose owner would then read what root recorded.
            FileKind.Regular when isPrivate && !file.IsOwn => ("it is another user's, who could read what is recorded", another),
            FileKind.Regular => null,
            // The shell has opened it for us (>(...), 3>out), or it is a device such as /dev/null.
            _ when isGiven || name.IsSystemDevice => null,
            _ when !file.IsOwn => ("it is a special file of another user, who could read what is written", another),
            _ when name.IsAmongOthers => ("it is a special file in a directory where everybody may put some", another),
            _ => null,
        };
        if (refusal is { } found)
        {
            throw new SysprofException($"writing {path}: {found.Reason}", found.Hint);
        }
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
        if (_isInVain)
        {
            // A run has given up root's power over the directories of others: there the file stays, empty.
            _ = _name.TryRemove(_stream.SafeFileHandle);
            _isInVain = false;
        }

        _stream.Dispose();
        _name.Dispose();
    }
}
