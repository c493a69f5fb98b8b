using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sysprof.KernelTests.Harness;

/// <summary>
/// Our own standard streams, replaced for as long as this lives: a command that a session starts inherits them. A
/// shell that redirects would make calls of its own under the command's id.
/// </summary>
internal sealed class StandardStreams : IDisposable
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC of linux/fcntl.h
    private readonly int[] _saved = new int[3];

    public StandardStreams(SafeHandle input, SafeHandle output, SafeHandle error)
    {
        SafeHandle[] replacements = [input, output, error];
        for (int fd = 0; fd < _saved.Length; fd++)
        {
            _saved[fd] = Check(Control(fd, DuplicateCloseOnExec, 3));
            Check(Duplicate((int)replacements[fd].DangerousGetHandle(), fd));
        }
    }

    /// <summary>Replaces stdin by nothing, stdout and stderr by files.</summary>
    public static StandardStreams ToFiles(string output, string error)
    {
        using SafeFileHandle nothing = File.OpenHandle("/dev/null");
        using SafeFileHandle outputFile = ForWriting(output);
        using SafeFileHandle errorFile = ForWriting(error);
        return new StandardStreams(nothing, outputFile, errorFile);
    }

    public void Dispose()
    {
        for (int fd = 0; fd < _saved.Length; fd++)
        {
            Check(Duplicate(_saved[fd], fd));
            _ = Close(_saved[fd]);
        }
    }

    private static SafeFileHandle ForWriting(string path)
    {
        FileMode mode = File.Exists(path) ? FileMode.Open : FileMode.Create;
        return File.OpenHandle(path, mode, FileAccess.Write, FileShare.ReadWrite);
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(int fd, int command, int argument);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static extern int Duplicate(int from, int to);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int fd);
}
