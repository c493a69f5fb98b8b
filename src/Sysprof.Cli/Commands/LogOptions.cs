using System.CommandLine;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Commands;

/// <summary>What a service logs on stderr, by the names that Prometheus' exporters have in common.</summary>
internal sealed class LogOptions : OptionGroup
{
    private static readonly Choices<LogLevel> s_levels = new(
        "LEVEL",
        ("info", LogLevel.Information),
        ("debug", LogLevel.Debug),
        ("warn", LogLevel.Warning),
        ("error", LogLevel.Error));

    private static readonly Choices<LogFormat> s_formats = new("FORMAT", ("logfmt", LogFormat.Logfmt), ("json", LogFormat.Json));

    private readonly Option<string> _level;
    private readonly Option<string> _format;

    public LogOptions()
        : base("Log (on stderr)")
    {
        _level = Choice(s_levels, "The least to say: debug, info (the default), warn, error", "--log.level");
        _format = Choice(s_formats, "How to say it: logfmt (the default), json", "--log.format");
    }

    /// <summary>What was asked for.</summary>
    public LogSettings Read(ParseResult parse) => new(
        s_levels.Parse(_level.Name, parse.GetValue(_level)), s_formats.Parse(_format.Name, parse.GetValue(_format)));
}
