using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sysprof.Profile;

namespace Sysprof.Bench.Terminal;

/// <summary>
/// A program in a pseudo terminal of the kernel's with the benchmark at the other end: keys go in, and what is written is looked at as
/// it comes, with its time.
/// </summary>
internal sealed class Screen : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int NotControlling = 0x100; // O_NOCTTY
    private const int CloseOnExec = 0x80000;
    private const ulong SetWindowSize = 0x5414; // TIOCSWINSZ

    private readonly FileStream _keys;
    private readonly FileStream _output;
    private readonly Process _process;
    private readonly Thread _reader;
    private readonly Lock _lock = new();
    private readonly StringBuilder _seen = new();
    private readonly AutoResetEvent _more = new(false);

    /// <summary>Starts a program with a screen of 120x40.</summary>
    public Screen(params string[] words)
    {
        int user = Check(OpenTerminal(ReadWrite | NotControlling | CloseOnExec));
        byte[] name = new byte[64];
        _ = Check(Grant(user));
        _ = Check(Unlock(user));
        _ = Check(NameOf(user, name, (nuint)name.Length));
        _ = Check(Control(user, SetWindowSize, [40, 120, 0, 0]));
        var handle = new SafeFileHandle(user, ownsHandle: true);
        _keys = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        _output = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        string path = Encoding.UTF8.GetString(name).TrimEnd('\0');
        // A session of its own, so that it is the terminal's foreground.
        _process = Process.Start(new ProcessStartInfo(
            "setsid", ["--wait", "sh", "-c", $"exec \"$@\" <{path} >{path} 2>&1", "sh", .. words])
        {
            Environment = { ["TERM"] = "xterm-256color", ["LC_ALL"] = "C.UTF-8" },
        })!;
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>Types something and waits for what answers it; the milliseconds that took, or null when it did not come in time.</summary>
    public double? Press(string keys, string answer, TimeSpan patience)
    {
        lock (_lock)
        {
            _seen.Clear();
        }

        long start = Stopwatch.GetTimestamp();
        _keys.Write(Encoding.UTF8.GetBytes(keys));
        return Await(answer, patience) ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : null;
    }

    /// <summary>Waits for something to be written; false when it is not in time.</summary>
    public bool Await(string text, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            lock (_lock)
            {
                if (_seen.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || _process.HasExited)
            {
                return false;
            }

            _ = _more.WaitOne(TimeSpan.FromMilliseconds(Math.Min(left.TotalMilliseconds, 100)));
        }
    }

    /// <summary>What was written since the last key.</summary>
    public string Seen()
    {
        lock (_lock)
        {
            return _seen.ToString();
        }
    }

    /// <summary>Whether the program ends in time.</summary>
    public bool Ends(TimeSpan patience) => _process.WaitForExit(patience);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        // The reader ends when nobody has the other end open any more.
        _reader.Join();
        _keys.Dispose();
        _output.Dispose();
        _more.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[65536];
        try
        {
            int count;
            while ((count = _output.Read(buffer)) > 0)
            {
                lock (_lock)
                {
                    _seen.Append(Encoding.UTF8.GetString(buffer, 0, count));
                }

                _ = _more.Set();
            }
        }
        catch (IOException)
        {
            // EIO: the program has gone.
        }
    }

    private static int Check(int result) =>
        result >= 0 ? result : throw new SysprofException($"making a terminal: error {Marshal.GetLastPInvokeError()}");

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
