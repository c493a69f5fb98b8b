using Microsoft.Extensions.Logging;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>Writes each event as one line, in one call.</summary>
/// <param name="settings">How lines are written; at debug exceptions come with their stacks.</param>
/// <param name="least">The least important that is written.</param>
/// <param name="writer">Where to.</param>
/// <param name="clock">Says when.</param>
internal sealed class LineLogger(LogSettings settings, LogLevel least, TextWriter writer, TimeProvider clock) : ILogger
{
    // The template that a message was made of: the message says it already.
    private const string Template = "{OriginalFormat}";

    private static readonly HashSet<string> s_ownKeys = ["ts", "level", "msg", "err", "stack"];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        List<KeyValuePair<string, object?>> fields =
            [.. LogSettings.Begin(clock.GetUtcNow(), logLevel, formatter(state, exception))];
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            fields.AddRange(values.Where(value => value.Key != Template).Select(Renamed));
        }

        if (exception is not null)
        {
            fields.Add(new("err", exception.Message));
            if (settings.Level <= LogLevel.Debug)
            {
                fields.Add(new("stack", exception.ToString()));
            }
        }

        writer.Write(settings.LineOf(fields));
    }

    private static KeyValuePair<string, object?> Renamed(KeyValuePair<string, object?> value) =>
        s_ownKeys.Contains(value.Key) ? new(value.Key + "_", value.Value) : value;
}
