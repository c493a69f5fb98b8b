using System.Text;
using Spectre.Console;

namespace Sysprof.Cli.Top;

/// <summary>Turns styled lines into what terminals take: text with SGR sequences.</summary>
internal sealed class LineEncoder
{
    // Lines are cut where they are made; nothing is to be wrapped here.
    private const int Unlimited = 1 << 16;

    private readonly StringBuilder _text = new();
    private readonly IAnsiConsole _console;

    /// <param name="color">Whether it may be coloured; without, bold and inverse remain.</param>
    /// <param name="styles">Whether there may be SGR sequences at all.</param>
    public LineEncoder(bool color, bool styles = true)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = styles ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(new StringWriter(_text)),
        });
        _console.Profile.Width = Unlimited;

        // The runtime's console would be asked for it, and switch the terminal's keypad to another mode.
        _console.Profile.Height = Unlimited;
    }

    /// <summary>The line as text.</summary>
    public string Encode(StyledLine line)
    {
        _console.Write(line);
        string text = _text.ToString();
        _text.Clear();
        return text;
    }
}
