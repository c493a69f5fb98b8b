using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>What is logged, and how.</summary>
/// <param name="Level">The least important that is still written.</param>
/// <param name="Format">How a line is written.</param>
internal readonly record struct LogSettings(LogLevel Level, LogFormat Format)
{
    /// <summary>Opens the log.</summary>
    /// <param name="writer">Gets each event in one call; stays open.</param>
    /// <param name="clock">Says when an event happened.</param>
    public ILoggerFactory Open(TextWriter writer, TimeProvider clock)
    {
        var factory = new LoggerFactory([], new LoggerFilterOptions { MinLevel = Level });
        factory.AddProvider(new LineLoggerProvider(this, writer, clock));
        return factory;
    }

    /// <summary>An event as it is written, with the end of its line.</summary>
    public string LineOf(IEnumerable<KeyValuePair<string, object?>> fields) =>
        Format == LogFormat.Json ? JsonLine.Of(fields) : LogfmtLine.Of(fields);

    /// <summary>What stands at the beginning of each.</summary>
    /// <param name="now">When it happened.</param>
    /// <param name="level">How important it is.</param>
    /// <param name="message">What happened.</param>
    public static IEnumerable<KeyValuePair<string, object?>> Begin(DateTimeOffset now, LogLevel level, string message) =>
    [
        new("ts", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        new("level", Name(level)),
        new("msg", message),
    ];

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
