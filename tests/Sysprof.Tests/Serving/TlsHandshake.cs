using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Xunit;

namespace Sysprof.Tests.Serving;

/// <summary>What a client and a server agree on.</summary>
internal sealed record TlsHandshake(
    SslProtocols Version, TlsCipherSuite Cipher, SslApplicationProtocol Protocol, string Thumbprint)
{
    /// <summary>Makes one, and closes the connection.</summary>
    public static async Task<TlsHandshake> WithAsync(RunningServer server)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(connection.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        };
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return new TlsHandshake(
            tls.SslProtocol, tls.NegotiatedCipherSuite, tls.NegotiatedApplicationProtocol, tls.RemoteCertificate!.GetCertHashString());
    }
}
