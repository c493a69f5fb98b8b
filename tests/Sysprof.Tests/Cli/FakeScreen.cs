using System.Text;
using System.Threading.Channels;
using Sysprof.Cli.Terminal;

namespace Sysprof.Tests.Cli;

/// <summary>A screen that nobody sees: it keeps its frames, and its keys are pressed by the test.</summary>
internal sealed class FakeScreen : IScreen
{
    private readonly Channel<ScreenEvent> _events = Channel.CreateUnbounded<ScreenEvent>();
    private readonly Lock _lock = new();
    private readonly List<IReadOnlyList<string>> _frames = [];
    private ScreenSize _size = new(80, 24);

    /// <summary>Its size; a new one asks for a redraw.</summary>
    public ScreenSize Size
    {
        get
        {
            lock (_lock)
            {
                return _size;
            }
        }

        set
        {
            lock (_lock)
            {
                _size = value;
            }

            _events.Writer.TryWrite(new ScreenEvent.RedrawNeeded());
        }
    }

    public ChannelReader<ScreenEvent> Events => _events.Reader;

    /// <summary>Called with each frame once it is kept, on the thread that shows it: the place to press the next key.</summary>
    public Action<IReadOnlyList<string>>? Shown { get; set; }

    /// <summary>The frames so far, the same one twice if it was shown twice.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Frames
    {
        get
        {
            lock (_lock)
            {
                return [.. _frames];
            }
        }
    }

    public bool IsDisposed { get; private set; }

    /// <summary>Presses the keys of characters, as <see cref="KeyDecoder"/> knows them.</summary>
    public void Type(string text)
    {
        var decoder = new KeyDecoder();
        foreach (ConsoleKeyInfo key in decoder.Decode(Encoding.UTF8.GetBytes(text)))
        {
            _events.Writer.TryWrite(new ScreenEvent.KeyPressed(key));
        }
    }

    /// <summary>Presses keys that are no characters.</summary>
    public void Press(params ConsoleKey[] keys)
    {
        foreach (ConsoleKey key in keys)
        {
            char character = key switch
            {
                ConsoleKey.Enter => '\r',
                ConsoleKey.Tab => '\t',
                ConsoleKey.Backspace => '\b',
                ConsoleKey.Escape => '\u001b',
                _ => '\0',
            };
            _events.Writer.TryWrite(new ScreenEvent.KeyPressed(new ConsoleKeyInfo(character, key, false, false, false)));
        }
    }

    public void Show(IReadOnlyList<string> lines)
    {
        string[] frame = [.. lines];
        lock (_lock)
        {
            Require(!IsDisposed, "a frame after the screen was closed");
            Require(frame.Length <= _size.Rows, "more lines than rows");
            _frames.Add(frame);
        }

        Shown?.Invoke(frame);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            IsDisposed = true;
        }

        _events.Writer.TryComplete();
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
