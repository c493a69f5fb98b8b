using System.IO.Pipes;
using System.Threading.Channels;

namespace Sysprof.Cli.Terminal;

/// <summary>Reads the keys of a terminal on a thread of its own until it is disposed of.</summary>
/// <remarks>
/// Not Console.ReadKey: a read that it waits in cannot be called off, so it would swallow what is typed to others once the
/// screen is closed, and it sets the terminal's modes again whenever the process is continued.
/// </remarks>
internal sealed class KeyReader : IDisposable
{
    // How long after an Escape the rest of a sequence may come; ssh sends it in pieces.
    private const int SequenceMs = 50;

    private readonly int _input;
    private readonly ChannelWriter<ScreenEvent> _events;
    private readonly AnonymousPipeServerStream _end = new(PipeDirection.Out);
    private readonly Thread _thread;

    /// <param name="input">The terminal, with the modes of <see cref="TerminalModes.ForKeys"/>.</param>
    /// <param name="events">Gets the keys. Is completed when the terminal has gone.</param>
    public KeyReader(int input, ChannelWriter<ScreenEvent> events)
    {
        (_input, _events) = (input, events);
        _thread = new Thread(Run) { IsBackground = true, Name = "keys" };
        _thread.Start();
    }

    /// <summary>Returns when the thread has ended: nothing is read after that.</summary>
    public void Dispose()
    {
        _end.WriteByte(0);
        if (Thread.CurrentThread != _thread)
        {
            // It is itself when it is the one that dies of an exception.
            _thread.Join();
        }

        _end.ClientSafePipeHandle.Dispose();
        _end.Dispose();
    }

    private void Run()
    {
        var decoder = new KeyDecoder();
        byte[] buffer = new byte[1024];
        int end = (int)_end.ClientSafePipeHandle.DangerousGetHandle();
        while (true)
        {
            TerminalWait wait = TerminalLine.Wait(_input, end, decoder.IsPending ? SequenceMs : -1);
            if (wait.Other)
            {
                return;
            }

            int count = wait.CanRead ? TerminalLine.ReadInto(_input, buffer) : 0;
            if (count < 0 || (count == 0 && wait.HasGone))
            {
                _events.TryComplete();
                return;
            }

            foreach (ConsoleKeyInfo key in count > 0 ? decoder.Decode(buffer.AsSpan(0, count)) : decoder.End())
            {
                _events.TryWrite(new ScreenEvent.KeyPressed(key));
            }
        }
    }
}
