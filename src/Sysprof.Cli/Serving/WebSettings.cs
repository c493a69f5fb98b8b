using Sysprof.Cli.Serving.Listening;

namespace Sysprof.Cli.Serving;

/// <summary>What the command line says about the web server.</summary>
internal sealed record WebSettings
{
    /// <summary>Where to listen; not looked at when the service manager passes sockets on.</summary>
    public IReadOnlyList<ListenAddress> Addresses { get; init; } = [ListenAddress.Default];

    /// <summary>TLS, users and headers; null for plain HTTP for everybody.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Whether the service manager passes the sockets on.</summary>
    public bool TakesSystemdSockets { get; init; }
}
