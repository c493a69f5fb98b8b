namespace Sysprof.Cli.Serving.Logging;

/// <summary>How a line of the log is written.</summary>
internal enum LogFormat
{
    /// <summary><c>key=value</c> pairs, values in quotes where they need them.</summary>
    Logfmt,

    /// <summary>A JSON object.</summary>
    Json,
}
