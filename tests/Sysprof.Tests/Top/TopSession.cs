using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Cli.Terminal;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>Somebody at the screen of top, who does one thing after each frame and quits when there is nothing left to do.</summary>
internal sealed partial class TopSession
{
    private static readonly Dictionary<string, ConsoleKey> s_keys = new()
    {
        ["Up"] = ConsoleKey.UpArrow,
        ["Down"] = ConsoleKey.DownArrow,
        ["Left"] = ConsoleKey.LeftArrow,
        ["Right"] = ConsoleKey.RightArrow,
        ["PgUp"] = ConsoleKey.PageUp,
        ["PgDn"] = ConsoleKey.PageDown,
        ["Home"] = ConsoleKey.Home,
        ["End"] = ConsoleKey.End,
        ["Enter"] = ConsoleKey.Enter,
        ["Backspace"] = ConsoleKey.Backspace,
        ["Esc"] = ConsoleKey.Escape,
        ["Tab"] = ConsoleKey.Tab,
        ["F1"] = ConsoleKey.F1,
        ["F2"] = ConsoleKey.F2,
        ["F4"] = ConsoleKey.F4,
        ["F6"] = ConsoleKey.F6,
        ["F10"] = ConsoleKey.F10,
    };

    private readonly HeldClock _clock = new();
    private readonly Queue<string> _steps = [];

    public ScreenSize Size { get; init; } = new(200, 30);

    public bool Color { get; init; }

    public FakeRun? Run { get; init; }

    public string Error { get; private set; } = "";

    public int ExitCode { get; private set; }

    /// <summary>Whether top closed the screen.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The frames as they were shown: the first one, and one after each step.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Frames { get; private set; } = [];

    /// <summary>Their text.</summary>
    public IReadOnlyList<string> Texts => [.. Frames.Select(Text)];

    /// <summary>The text of the last one.</summary>
    public string Last => Texts[^1];

    /// <summary>Looks at a recording.</summary>
    public static async Task<TopSession> ReplayAsync(string file, ScreenSize size, string[] options, params string[] steps)
    {
        var session = new TopSession { Size = size };
        await session.PlayAsync([file, .. options], steps);
        return session;
    }

    /// <summary>Starts top, does the steps and quits.</summary>
    /// <param name="arguments">The words behind <c>top</c>.</param>
    /// <param name="steps">
    /// A key by its name in the help, text to type, time that passes ("1s"), a new size ("80x24"), or the end of the
    /// target ("end of target").
    /// </param>
    public async Task PlayAsync(string[] arguments, params string[] steps)
    {
        using var screen = new FakeScreen { Size = Size };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        screen.Shown = _ => Continue(screen, stop);
        Array.ForEach(steps, _steps.Enqueue);
        var world = new CliWorld
        {
            Stop = stop.Token,
            Terminal = CliWorld.AtTerminal with { NoColor = !Color },
            Screen = screen,
            Clock = _clock,
            Run = Run,
        };
        try
        {
            ExitCode = await world.RunAsync(["top", .. arguments]);
        }
        finally
        {
            (Error, Frames, IsClosed) = (world.Error, screen.Frames, screen.IsDisposed);
        }
    }

    /// <summary>A frame without its colours, and without the blanks that end its lines.</summary>
    public static string Text(IEnumerable<string> frame) =>
        string.Concat(frame.Select(line => Sgr().Replace(line, "").TrimEnd() + "\n"));

    private void Continue(FakeScreen screen, CancellationTokenSource stop)
    {
        if (_steps.TryDequeue(out string? step))
        {
            Do(step, screen);
        }
        else
        {
            // Not by a key: whatever is typed last has another meaning in a prompt.
            stop.Cancel();
        }
    }

    private void Do(string step, FakeScreen screen)
    {
        if (s_keys.TryGetValue(step, out ConsoleKey key))
        {
            screen.Press(key);
        }
        else if (step == "end of target")
        {
            Run!.End();
        }
        else if (Time().Match(step) is { Success: true } time)
        {
            _clock.Pass(TimeSpan.FromSeconds(double.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture)));
        }
        else if (NewSize().Match(step) is { Success: true } size)
        {
            screen.Size = new ScreenSize(
                int.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture),
                int.Parse(size.Groups[2].Value, CultureInfo.InvariantCulture));
        }
        else
        {
            screen.Type(step switch
            {
                "Shift-Tab" => "\e[Z",
                "Space" => " ",
                _ => step,
            });
        }
    }

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Sgr();

    [GeneratedRegex(@"^([0-9.]+)s$")]
    private static partial Regex Time();

    [GeneratedRegex("^([0-9]+)x([0-9]+)$")]
    private static partial Regex NewSize();
}
