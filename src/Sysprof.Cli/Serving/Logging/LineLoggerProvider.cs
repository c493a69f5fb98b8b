using Microsoft.Extensions.Logging;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>A log of one line per event.</summary>
internal sealed class LineLoggerProvider(LogSettings settings, TextWriter writer, TimeProvider clock) : ILoggerProvider
{
    // What the web server has to say of every connection and request is no news; that something goes wrong is.
    private const string Framework = "Microsoft.";

    public ILogger CreateLogger(string categoryName)
    {
        LogLevel least = categoryName.StartsWith(Framework, StringComparison.Ordinal) ? LogLevel.Warning : settings.Level;
        return new LineLogger(settings, (LogLevel)Math.Max((int)least, (int)settings.Level), writer, clock);
    }

    public void Dispose()
    {
        // The writer is not ours.
    }
}
