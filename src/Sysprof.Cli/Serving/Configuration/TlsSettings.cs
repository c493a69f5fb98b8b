using System.Net.Security;
using System.Security.Authentication;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>How TLS is spoken.</summary>
internal sealed record TlsSettings
{
    /// <summary>Who we are: certificate, key, and the certificates above.</summary>
    public required SslStreamCertificateContext Certificate { get; init; }

    /// <summary>Whom we let in by their certificates.</summary>
    public required ClientCertificates Clients { get; init; }

    /// <summary>The versions; TLS 1.2 and 1.3 unless told otherwise.</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The ciphers, or null for OpenSSL's.</summary>
    public CipherSuitesPolicy? Ciphers { get; init; }

    /// <summary>What a handshake is made with.</summary>
    /// <param name="http2">Whether HTTP/2 is offered.</param>
    public SslServerAuthenticationOptions ForHandshake(bool http2) => new()
    {
        ServerCertificateContext = Certificate,
        EnabledSslProtocols = Versions,
        CipherSuitesPolicy = Ciphers,
        ClientCertificateRequired = Clients.AreAskedFor,
        RemoteCertificateValidationCallback = Clients.AreAskedFor ? Clients.Accept : null,
        ApplicationProtocols = http2
            ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
            : [SslApplicationProtocol.Http11],
    };
}
