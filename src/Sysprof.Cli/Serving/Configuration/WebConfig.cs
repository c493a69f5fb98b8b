using Sysprof.Cli.Serving.Authentication;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>What <c>--web.config.file</c> says, read and checked: in the format of Prometheus' exporter-toolkit.</summary>
internal sealed record WebConfig
{
    /// <summary>Without a file: plain HTTP, for everybody.</summary>
    public static WebConfig Default { get; } = new();

    /// <summary>How TLS is spoken, or null: it is not.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Whether HTTP/2 is spoken over TLS.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Headers of every answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Who is let in.</summary>
    public UserTable Users { get; init; } = UserTable.Nobody;

    /// <summary>What is valid and yet does not do what it looks like.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
