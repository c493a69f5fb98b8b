using System.Buffers;
using System.Text;

namespace Sysprof.Cli.Terminal;

/// <summary>Frames on their way to a terminal: each is one write, and one that is there already is none.</summary>
internal sealed class FrameOutput(int descriptor)
{
    private const string Home = "\u001b[H";

    // Erased before it is written: behind a line as wide as the screen the cursor stands on its last character, and
    // would erase that. Without attributes, or the rest of the row would take the line's background.
    private const string NoAttributes = "\u001b[m";
    private const string NewRow = NoAttributes + "\u001b[K";
    private const string NextRow = "\r\n";
    private const string EraseBelow = NoAttributes + "\u001b[J";

    private ArrayBufferWriter<byte> _frame = new();
    private ArrayBufferWriter<byte> _last = new();

    /// <summary>Writes a frame, unless it is the last one again.</summary>
    /// <param name="lines">The rows from the top; the others are empty.</param>
    /// <param name="rows">How many the screen has.</param>
    public void Write(IReadOnlyList<string> lines, int rows)
    {
        _frame.ResetWrittenCount();
        Add(Home);
        int count = Math.Min(lines.Count, rows);
        for (int row = 0; row < count; row++)
        {
            Add(row == 0 ? NewRow : NextRow + NewRow);
            Add(lines[row]);
        }

        string end = count == 0 ? EraseBelow : count < rows ? NextRow + EraseBelow : NoAttributes;
        Add(end);
        if (!_frame.WrittenSpan.SequenceEqual(_last.WrittenSpan))
        {
            _ = TerminalLine.WriteAll(descriptor, _frame.WrittenSpan);
            (_frame, _last) = (_last, _frame);
        }
    }

    /// <summary>Writes control sequences between frames.</summary>
    public void Write(string controls) => _ = TerminalLine.WriteAll(descriptor, Encoding.ASCII.GetBytes(controls));

    /// <summary>From now on the terminal shows something else than the last frame.</summary>
    public void Forget() => _last.ResetWrittenCount();

    private void Add(string text) => Encoding.UTF8.GetBytes(text, _frame);
}
