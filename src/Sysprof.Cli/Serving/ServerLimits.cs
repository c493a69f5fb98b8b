using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sysprof.Cli.Serving;

/// <summary>What a client may take of this machine.</summary>
internal sealed record ServerLimits
{
    /// <summary>The limits of the program.</summary>
    public static ServerLimits Default { get; } = new();

    /// <summary>Connections at once, as far as there are file descriptors for them.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>The same until tracing has opened what it needs.</summary>
    public int ConnectionsBeforeTracing { get; init; } = 16;

    /// <summary>
    /// How slow a client may read. A megabyte takes half a minute then: longer than Prometheus would wait. There is less
    /// to scrape as a rule, but three of them with hundreds of control groups that have long paths; compressed, a fraction.
    /// </summary>
    public double LeastBytesPerSecond { get; init; } = 32 << 10;

    /// <summary>How long it may be slower, more than a second.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a client may take for a TLS handshake, then for the first byte, then for its request's headers.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long answers may still take once the server stops. Clients that do not read must not delay the end.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Tells Kestrel.</summary>
    public void Apply(KestrelServerLimits limits)
    {
        // Connections are counted where they are accepted.
        limits.MaxConcurrentConnections = null;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = 4 << 10;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestBufferSize = 32 << 10;
        limits.MaxResponseBufferSize = 64 << 10;
        limits.RequestHeadersTimeout = Patience;
        // Between requests, not before the first. Longer than most scrape intervals: the next scrape finds its connection.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MinResponseDataRate = new MinDataRate(LeastBytesPerSecond, Grace);
        limits.Http2.MaxStreamsPerConnection = 16;
    }
}
