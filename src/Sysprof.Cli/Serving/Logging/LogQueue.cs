using System.Text;
using Microsoft.Extensions.Logging;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>Takes lines at once and writes them from a thread of its own.</summary>
/// <remarks>
/// Whoever serves must not wait for somebody who reads the log no more, nor end with the disk that it is on. Lines for
/// which there is no room are lost, and the next one that is written says how many.
/// </remarks>
internal sealed class LogQueue : TextWriter
{
    // Lines are some hundred bytes each.
    private const int Most = 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly TextWriter _target;
    private readonly LogSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;

    // What the lock is on.
    private readonly Queue<string> _lines = new();
    private long _lost;
    private bool _isClosed;

    /// <param name="target">Gets a line in each call; stays open.</param>
    /// <param name="settings">How to say that lines were lost.</param>
    /// <param name="clock">When.</param>
    public LogQueue(TextWriter target, LogSettings settings, TimeProvider clock)
    {
        _target = target;
        _settings = settings;
        _clock = clock;
        // In the background: it may be in a write for ever when the process ends.
        _thread = new Thread(WriteAll) { Name = "log", IsBackground = true };
        _thread.Start();
    }

    public override Encoding Encoding => _target.Encoding;

    public override void Write(char value) => Write(value.ToString());

    /// <summary>Takes a line; does not wait.</summary>
    public override void Write(string? value)
    {
        lock (_lines)
        {
            if (_isClosed || _lines.Count == Most)
            {
                _lost++;
                return;
            }

            _lines.Enqueue(value ?? "");
            Monitor.Pulse(_lines);
        }
    }

    /// <summary>Lets what it has be written, for a second at most.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_lines)
        {
            _isClosed = true;
            Monitor.Pulse(_lines);
        }

        _thread.Join(s_patience);
        base.Dispose(disposing);
    }

    private void WriteAll()
    {
        while (Next(out long lost) is { } line)
        {
            try
            {
                _target.Write(lost == 0 ? line : LossLine(lost) + line);
            }
            catch (Exception error) when (FileErrors.IsForeseen(error))
            {
                // A full disk, mostly. There is no other place to say it than the same one, later.
                CountLost(lost + 1);
            }
        }
    }

    private string? Next(out long lost)
    {
        lock (_lines)
        {
            while (_lines.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_lines);
            }

            lost = _lost;
            _lost = 0;
            return _lines.TryDequeue(out string? line) ? line : null;
        }
    }

    private void CountLost(long lines)
    {
        lock (_lines)
        {
            _lost += lines;
        }
    }

    private string LossLine(long lost) => _settings.LineOf(
        [.. LogSettings.Begin(_clock.GetUtcNow(), LogLevel.Warning, "lines of this log were lost before this one"), new("lines", lost)]);
}
