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
}
