using Microsoft.Extensions.Logging;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Logging;

/// <summary>How this program logs: a constant message, and values beside it instead of inside.</summary>
internal static class LogEvents
{
    public static void Debug(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> values) =>
        Write(logger, LogLevel.Debug, message, null, values);

    public static void Info(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> values) =>
        Write(logger, LogLevel.Information, message, null, values);

    public static void Warn(this ILogger logger, string message, params ReadOnlySpan<(string Key, object? Value)> values) =>
        Write(logger, LogLevel.Warning, message, null, values);

    /// <summary>Something went wrong; a hint of a <see cref="SysprofException"/> comes with it.</summary>
    public static void Error(
        this ILogger logger,
        string message,
        Exception? exception,
        params ReadOnlySpan<(string Key, object? Value)> values)
    {
        if (exception is SysprofException { Hint: { } hint })
        {
            Write(logger, LogLevel.Error, message, exception, [.. values, ("hint", hint)]);
            return;
        }

        Write(logger, LogLevel.Error, message, exception, values);
    }

    private static void Write(
        ILogger logger,
        LogLevel level,
        string message,
        Exception? exception,
        ReadOnlySpan<(string Key, object? Value)> values)
    {
        if (!logger.IsEnabled(level))
        {
            return;
        }

        var pairs = new KeyValuePair<string, object?>[values.Length];
        for (int index = 0; index < pairs.Length; index++)
        {
            pairs[index] = new(values[index].Key, values[index].Value);
        }

        logger.Log(level, default, new LogEvent(message, pairs), exception, static (state, _) => state.ToString());
    }
}
