namespace Sysprof.Cli.Terminal;

/// <summary>What the streams are connected to.</summary>
/// <param name="InputIsTerminal">Whether somebody types into stdin.</param>
/// <param name="OutputIsTerminal">Whether somebody looks at stdout.</param>
/// <param name="ErrorIsTerminal">Whether somebody looks at stderr.</param>
/// <param name="Width">Columns of the terminal, 80 where there is none.</param>
/// <param name="NoColor">True when <c>NO_COLOR</c> is set to anything but the empty string.</param>
/// <param name="Dumb">True when <c>TERM</c> is <c>dumb</c>: no colour and no cursor control.</param>
internal sealed record TerminalInfo(
    bool InputIsTerminal, bool OutputIsTerminal, bool ErrorIsTerminal, int Width, bool NoColor, bool Dumb)
{
    /// <summary>Columns where there is no terminal to ask.</summary>
    public const int DefaultWidth = 80;

    /// <summary>Whether somebody can press Ctrl-C here.</summary>
    public bool IsAny => InputIsTerminal || OutputIsTerminal || ErrorIsTerminal;

    /// <summary>Asks for the columns behind stderr; null where they are those behind stdout.</summary>
    public Func<int>? AskErrorWidth { get; init; }

    /// <summary>Columns for what goes to stderr now: while a run goes on, its window may change.</summary>
    public int ErrorWidth => AskErrorWidth?.Invoke() ?? Width;

    /// <summary>Asks whether stderr takes text now; null for always.</summary>
    public Func<bool>? AskErrorIsReady { get; init; }

    /// <summary>Whether stderr takes a line now without a wait: a terminal may be held, or be at the end of a dead line.</summary>
    public bool ErrorIsReady => AskErrorIsReady?.Invoke() ?? true;

    /// <summary>Whether we were started without a stdin.</summary>
    public bool InputIsClosed { get; init; }

    /// <summary>Whether we were started without a stdout.</summary>
    public bool OutputIsClosed { get; init; }

    /// <summary>Looks at this process's own streams.</summary>
    public static TerminalInfo OfThisProcess() => new(
        !Console.IsInputRedirected,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        WidthOf(1),
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb")
    {
        AskErrorWidth = () => WidthOf(2),
        AskErrorIsReady = () => TerminalLine.IsReady(2),
        InputIsClosed = !StandardDescriptor.IsOpen(0),
        OutputIsClosed = !StandardDescriptor.IsOpen(1),
    };

    /// <summary>Whether to colour what goes to stdout.</summary>
    public bool UseColor(ColorMode mode) => mode switch
    {
        ColorMode.Always => true,
        ColorMode.Never => false,
        _ => OutputIsTerminal && !NoColor && !Dumb,
    };

    private static int WidthOf(int descriptor) =>
        WindowSize.ColumnsOf(descriptor) is > 0 and int width ? width : DefaultWidth;
}
