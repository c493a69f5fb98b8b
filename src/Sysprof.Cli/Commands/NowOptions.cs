using System.CommandLine;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Now;
using Sysprof.Cli.Terminal;

namespace Sysprof.Cli.Commands;

/// <summary>When now looks, and how it shows what it found.</summary>
internal sealed class NowOptions : OptionGroup
{
    private static readonly Choices<bool> s_formats = new("FORMAT", ("table", false), ("json", true));

    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(1);

    // Each look is at every thread of the machine: more often would measure mostly itself.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);

    // What a timer can wait for is limited to some weeks.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly Option<string> _duration;
    private readonly Option<bool> _watch;
    private readonly Option<bool> _all;
    private readonly Option<string> _sort;
    private readonly Option<string> _limit;
    private readonly Option<string> _format;
    private readonly Option<string> _color;

    public NowOptions()
        : base("View")
    {
        _duration = Value("TIME", "How long to watch before looking, and between frames; default 1s", "--duration", "-d");
        _watch = Flag("Look again and again until Ctrl-C; on a terminal in the same place, q leaves", "--watch", "-w");
        _all = Flag("A line for each thread, also for those that wait in the same call as others", "--all", "-a");
        _sort = Choice(NowOrder.Choices, "Sort the threads of a process by tid (the default), comm, age, calls, wait", "--sort", "-s");
        _limit = Value("N", "At most N lines of threads in the table; 0, the default, for all", "--limit", "-n");
        _format = Choice(s_formats, "table (the default), or json: with --watch an object a line", "--format");
        _color = Choice(ColorModes.Choices, "Colours in the table: auto (the default), always, never", "--color");
    }

    /// <summary>What was asked for.</summary>
    public NowView Read(ParseResult parse, TerminalInfo terminal) => new()
    {
        IsJson = s_formats.Parse(_format.Name, parse.GetValue(_format)),
        IsWatch = parse.GetValue(_watch),
        ShowsEach = parse.GetValue(_all),
        Interval = parse.GetValue(_duration) is string text ? ReadDuration(text) : s_usual,
        Order = NowOrder.Choices.Parse(_sort.Name, parse.GetValue(_sort)),
        Limit = WholeNumber.ParseRows(_limit.Name, parse.GetValue(_limit)) ?? 0,
        Color = terminal.UseColor(ColorModes.Choices.Parse(_color.Name, parse.GetValue(_color))),
    };

    private TimeSpan ReadDuration(string text)
    {
        TimeSpan duration = DurationText.Parse(_duration.Name, text, s_shortest);
        return duration <= s_longest
            ? duration
            : throw Usage.Error($"{_duration.Name} '{text}': must be at most {DurationText.Format(s_longest)}");
    }
}
