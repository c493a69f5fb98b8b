using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>Certificates and keys in PEM.</summary>
internal static class ServerCertificate
{
    /// <summary>A certificate with its key; further certificates in it are those between it and an authority.</summary>
    /// <exception cref="CryptographicException">They cannot be read, or do not belong together.</exception>
    public static SslStreamCertificateContext Of(byte[] certificatePem, byte[] keyPem)
    {
        string certificate = Encoding.UTF8.GetString(certificatePem);
        string key = Encoding.UTF8.GetString(keyPem);
        try
        {
            X509Certificate2Collection chain = Certificates(certificatePem);
            return SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPem(certificate, key), [.. chain.Skip(1)], offline: true);
        }
        catch (ArgumentException error)
        {
            // The key is of another certificate.
            throw new CryptographicException(error.Message, error);
        }
    }

    /// <summary>All the certificates in a text.</summary>
    /// <exception cref="CryptographicException">One cannot be read, or there is none.</exception>
    public static X509Certificate2Collection Certificates(byte[] pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    }
}
