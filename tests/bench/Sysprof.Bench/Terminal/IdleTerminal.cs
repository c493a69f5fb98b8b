using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Sysprof.Bench.Terminal;

/// <summary>
/// A terminal without a program: the kernel echoes what is typed. What that takes, a program's answer takes in any case, since both ways
/// through a terminal are work of kernel threads, which wait for a CPU as others do.
/// </summary>
internal sealed class IdleTerminal : IDisposable
{
    private readonly FileStream _user;
    private readonly SafeFileHandle _program;
    private readonly Thread _reader;
    private readonly AutoResetEvent _echoed = new(false);

    public IdleTerminal()
    {
        (SafeFileHandle user, string path) = PseudoTerminal.Open();
        _user = new FileStream(user, FileAccess.ReadWrite, bufferSize: 0);
        // Somebody has to have the other end open.
        _program = PseudoTerminal.OpenProgram(path);
        _reader = new Thread(Read) { IsBackground = true };
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

    /// <summary>Waits for its echo; the milliseconds since it was typed, at most a patience.</summary>
    public double EchoMs(long start, TimeSpan patience)
    {
        _ = _echoed.WaitOne(patience);
        return Stopwatch.GetElapsedTime(start, EchoedAt).TotalMilliseconds is >= 0 and var ms ? ms : patience.TotalMilliseconds;
    }

    private long EchoedAt { get; set; }

    public void Dispose()
    {
        _program.Dispose();
        _reader.Join();
        _user.Dispose();
        _echoed.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[64];
        try
        {
            while (_user.Read(buffer) > 0)
            {
                EchoedAt = Stopwatch.GetTimestamp();
                _ = _echoed.Set();
            }
        }
        catch (IOException)
        {
            // EIO: nobody has the other end open any more.
        }
    }
}
