using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Sysprof.Profile;

namespace Sysprof.Bench.Terminal;

/// <summary>
/// A terminal without a program: the kernel echoes what is typed. The time until the echo is also part of any program's answer, since
/// kernel threads, which may wait for a CPU, carry the bytes in both directions.
/// </summary>
internal sealed class IdleTerminal : IDisposable
{
    private readonly FileStream _user;
    private readonly SafeFileHandle _program;
    private readonly Thread _reader;
    private readonly AutoResetEvent _echoed = new(false);
    private long _echoedAt;

    public IdleTerminal()
    {
        (SafeFileHandle user, string path) = PseudoTerminal.Open();
        _user = new FileStream(user, FileAccess.ReadWrite, bufferSize: 0);
        // Nothing is echoed while the other end is closed.
        _program = PseudoTerminal.OpenProgram(path);
        _reader = new Thread(() => PseudoTerminal.ReadAll(_user, _ => Echo())) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>Types a letter; returns when that was, for <see cref="EchoMs"/>.</summary>
    public long Type()
    {
        _ = _echoed.WaitOne(0);
        long start = Stopwatch.GetTimestamp();
        _user.Write("x"u8);
        return start;
    }

    /// <summary>Waits for its echo; the milliseconds since it was typed.</summary>
    /// <exception cref="SysprofException">It did not come in time.</exception>
    public double EchoMs(long start, TimeSpan patience) => _echoed.WaitOne(patience)
        ? Stopwatch.GetElapsedTime(start, Volatile.Read(ref _echoedAt)).TotalMilliseconds // Partner: the write in Echo.
        : throw new SysprofException("a terminal without a program echoes nothing");

    public void Dispose()
    {
        _program.Dispose();
        _reader.Join();
        _user.Dispose();
        _echoed.Dispose();
    }

    private void Echo()
    {
        Volatile.Write(ref _echoedAt, Stopwatch.GetTimestamp()); // Partner: the read in EchoMs.
        _ = _echoed.Set();
    }
}
