using System.Text;

namespace Sysprof.Cli.Terminal;

/// <summary>Messages on their way to stderr, held back while a screen is on the same terminal.</summary>
internal sealed class HeldMessages(TextWriter error) : TextWriter(error.FormatProvider)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _held = new();
    private bool _isHolding;

    public override Encoding Encoding => error.Encoding;

    /// <summary>From now on messages wait.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _isHolding = true;
        }
    }

    /// <summary>Writes what has waited; from now on messages are written at once.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isHolding = false;
            error.Write(_held);
            error.Flush();
            _held.Clear();
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    // A line and its end stay together.
    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            if (_isHolding)
            {
                _held.Append(buffer);
            }
            else
            {
                error.Write(buffer);
            }
        }
    }

    public override void Flush()
    {
        lock (_lock)
        {
            error.Flush();
        }
    }
}
