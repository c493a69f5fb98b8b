using Microsoft.Extensions.Logging;

namespace Sysprof.Cli.Serving;

/// <summary>What a server needs of the world around it.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where it listens, and how.</summary>
    public required WebSettings Web { get; init; }

    /// <summary>The log; the server does not close it.</summary>
    public required ILoggerFactory Logs { get; init; }

    /// <summary>Time, for the patience with scrapes and the age of the configuration.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What clients may take.</summary>
    public ServerLimits Limits { get; init; } = ServerLimits.Default;

    /// <summary>Reads a variable of the environment, for sockets that the service manager passed on.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
}
