using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sysprof.Bench.Terminal;

/// <summary>
/// A program in a pseudo terminal of the kernel's with the benchmark at the other end: keys go in, and what is written is looked at as
/// it comes, with its time.
/// </summary>
internal sealed class Screen : IDisposable
{
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
        (SafeFileHandle handle, string path) = PseudoTerminal.Open();
        _keys = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        _output = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        // A session of its own, so that it is the terminal's foreground.
        _process = Process.Start(new ProcessStartInfo(
            "setsid", ["--wait", "sh", "-c", $"exec \"$@\" <{path} >{path} 2>&1", "sh", .. words])
        {
            Environment = { ["TERM"] = "xterm-256color", ["LC_ALL"] = "C.UTF-8" },
        })!;
        _reader = new Thread(() => PseudoTerminal.ReadAll(_output, Take)) { IsBackground = true };
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

    private void Take(ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            _seen.Append(Encoding.UTF8.GetString(output));
        }

        _ = _more.Set();
    }
}
