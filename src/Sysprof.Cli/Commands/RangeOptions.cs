using System.CommandLine;
using Sysprof.Cli.CommandLine;

namespace Sysprof.Cli.Commands;

/// <summary>Which part of a recording.</summary>
internal sealed class RangeOptions : OptionGroup
{
    private readonly Option<string> _from;
    private readonly Option<string> _to;

    public RangeOptions()
        : base("Time")
    {
        _from = Value(
            "TIME", "Intervals that begin here or later: 5s since the start, 12:00:05 or 2026-03-01T12:00:05Z", "--from");
        _to = Value("TIME", "Intervals that begin before this", "--to");
    }

    /// <summary>The range that was asked for.</summary>
    public MomentRange Read(ParseResult parse) => new(
        parse.GetValue(_from) is string from ? Moment.Parse(_from.Name, from) : null,
        parse.GetValue(_to) is string to ? Moment.Parse(_to.Name, to) : null);
}
