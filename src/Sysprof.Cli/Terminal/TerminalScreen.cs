using System.Threading.Channels;

namespace Sysprof.Cli.Terminal;

/// <summary>The screen of a terminal: its alternate one, so that what was there before is there again afterwards.</summary>
/// <remarks>
/// In the background (<c>&amp;</c>, or <c>bg</c> after Ctrl-Z) it is hidden: nothing is written or read, and it appears
/// once it has the foreground. To be opened through a <see cref="ScreenGuard"/>, which closes it on every way out.
/// </remarks>
internal sealed class TerminalScreen : IScreen
{
    // The cursor is hidden, and what is too long for a line stays on it.
    private const string Alternate = "\u001b[?1049h";
    private const string Prepare = "\u001b[?25l\u001b[?7l";
    private const string Leave = "\u001b[?7h\u001b[m\u001b[?25h\u001b[?1049l";

    // What a terminal without a size is taken for, as everywhere.
    private static readonly ScreenSize s_usual = new(TerminalInfo.DefaultWidth, 24);

    private static readonly TimeSpan s_foregroundPeriod = TimeSpan.FromMilliseconds(250);

    // A terminal that takes nothing any more (a dead connection) keeps the lock in a write.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    // Who closes it again is about to die, and the first one has waited already.
    private static readonly TimeSpan s_patienceAgain = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Channel<ScreenEvent> _events = Channel.CreateUnbounded<ScreenEvent>();
    private readonly ManualResetEventSlim _closed = new();
    private readonly int _input;
    private readonly int _output;
    private readonly FrameOutput _frames;
    private readonly JobControl _jobs;
    private readonly AutoResetEvent _hasFrame = new(false);

    // Given by Show, taken by the thread that writes.
    private IReadOnlyList<string>? _frame;

    // Not null while the terminal is ours.
    private KeyReader? _keys;
    private bool _isAlternate;
    private TerminalModes _before;
    private TerminalModes _ours;

    /// <param name="input">The terminal that keys come from.</param>
    /// <param name="output">The terminal that frames go to.</param>
    public TerminalScreen(int input, int output)
    {
        (_input, _output) = (input, output);
        _frames = new FrameOutput(output);
        _jobs = new JobControl(Suspend, Continue, AskForRedraw);
        new Thread(WriteFrames) { IsBackground = true, Name = "frames" }.Start();
        if (TerminalLine.IsInForeground(_input))
        {
            Take();
        }
        else
        {
            new Thread(TakeInForeground) { IsBackground = true, Name = "screen" }.Start();
        }
    }

    /// <summary>Where the terminal says nothing of its size, 80x24.</summary>
    public ScreenSize Size
    {
        get
        {
            ScreenSize size = WindowSize.Of(_output);
            return new(
                size.Columns == 0 ? s_usual.Columns : size.Columns,
                size.Rows == 0 ? s_usual.Rows : size.Rows);
        }
    }

    public ChannelReader<ScreenEvent> Events => _events.Reader;

    /// <summary>Takes over the terminal of this process.</summary>
    public static TerminalScreen Open() => new(0, 1);

    /// <summary>
    /// Shows a frame with one write, unless it is there already, another follows at once, or the screen is hidden or closed. The
    /// write is another thread's: a terminal may take nothing for a while.
    /// </summary>
    public void Show(IReadOnlyList<string> lines)
    {
        Volatile.Write(ref _frame, lines);
        _hasFrame.Set();
    }

    /// <summary>Gives the terminal back as it was. At any time, from any thread, more than once.</summary>
    public void Dispose()
    {
        TimeSpan patience = _closed.IsSet ? s_patienceAgain : s_patience;
        _jobs.Dispose();
        _closed.Set();
        _hasFrame.Set();
        if (_lock.TryEnter(patience))
        {
            try
            {
                GiveBack();
            }
            finally
            {
                _lock.Exit();
            }
        }
        else if (_keys is not null)
        {
            _before.Set(_input);
        }

        _events.Writer.TryComplete();
    }

    private void WriteFrames()
    {
        while (_hasFrame.WaitOne() && !_closed.IsSet)
        {
            // Paired with the write in Show.
            IReadOnlyList<string>? frame = Interlocked.Exchange(ref _frame, null);
            lock (_lock)
            {
                if (frame is not null && _keys is not null && !_closed.IsSet)
                {
                    _frames.Write(frame, Size.Rows);
                }
            }
        }
    }

    /// <summary>SIGTSTP: gives the terminal back while the process is stopped.</summary>
    private void Suspend()
    {
        lock (_lock)
        {
            GiveBack();
        }

        JobControl.StopProcess();
        TakeInForeground();
    }

    /// <summary>SIGCONT: takes the terminal again if the process was stopped without being told (SIGSTOP).</summary>
    private void Continue()
    {
        lock (_lock)
        {
            if (_keys is null)
            {
                // Stopped in order: who stopped us is about to take it again.
                return;
            }

            // The shell set its own modes and wrote its prompt.
            _keys.Dispose();
            _keys = null;
        }

        TakeInForeground();
    }

    private void TakeInForeground()
    {
        while (!TerminalLine.IsInForeground(_input) && !_closed.Wait(s_foregroundPeriod))
        {
        }

        Take();
        AskForRedraw();
    }

    private void Take()
    {
        lock (_lock)
        {
            if (_keys is not null || _closed.IsSet)
            {
                return;
            }

            // After a SIGSTOP without a shell our own modes are still there.
            if (TerminalModes.TryRead(_input, out TerminalModes now) && !now.Equals(_ours))
            {
                _before = now;
            }

            _before.ForKeys().Set(_input);
            _ = TerminalModes.TryRead(_input, out _ours);

            _keys = new KeyReader(_input, _events.Writer);

            // To switch to it twice would lose the cursor's place on the other one.
            string enter = _isAlternate ? Prepare : Alternate + Prepare;
            _isAlternate = true;
            _frames.Write(enter);
        }
    }

    private void GiveBack()
    {
        if (_isAlternate)
        {
            _frames.Write(Leave);
            _isAlternate = false;
        }

        if (_keys is not null)
        {
            _keys.Dispose();
            _keys = null;

            // In the background they are the shell's by now.
            if (TerminalLine.IsInForeground(_input))
            {
                _before.Set(_input);
            }
        }
    }

    private void AskForRedraw()
    {
        lock (_lock)
        {
            _frames.Forget();
        }

        _events.Writer.TryWrite(new ScreenEvent.RedrawNeeded());
    }
}
