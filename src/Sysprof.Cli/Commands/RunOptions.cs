using System.CommandLine;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Commands;

/// <summary>How long a run goes on, and for recordings how it is cut.</summary>
internal sealed class RunOptions : OptionGroup
{
    /// <summary>
    /// How often intervals are turned over unless told otherwise: often enough that what ended is soon forgotten, and a
    /// look at every thread of the machine once a second costs little.
    /// </summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestDuration = TimeSpan.FromMilliseconds(1);

    // Each turn-over looks at every thread of the machine: more often would measure mostly itself.
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);

    private readonly Option<string> _duration;

    public RunOptions()
        : base("Time") => _duration = Value(
            "TIME", "How long: 500ms, 10s, 1.5m, 1h; without it until Ctrl-C or the target's end", "--duration", "-d");

    /// <summary>When the run ends by itself, or null.</summary>
    public TimeSpan? ReadDuration(ParseResult parse) =>
        parse.GetValue(_duration) is string text ? DurationText.Parse(_duration.Name, text, ShortestDuration) : null;

    /// <summary>Refuses them where a recording is shown, which has its own length and intervals.</summary>
    public void RefuseForRecording(ParseResult parse) => RefuseForRecording(parse, Options);

    /// <summary>Adds <c>--interval</c> and returns how to read it.</summary>
    /// <param name="description">What it is here.</param>
    public Func<ParseResult, TimeSpan> AddInterval(string description)
    {
        Option<string> interval = Value("TIME", description, "--interval", "-i");
        return parse => parse.GetValue(interval) is string text
            ? DurationText.Parse(interval.Name, text, ShortestInterval)
            : DefaultInterval;
    }
}
