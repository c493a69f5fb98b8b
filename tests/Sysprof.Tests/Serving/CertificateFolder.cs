using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sysprof.Tests.Serving;

/// <summary>A folder with a configuration, and certificates that an authority of the test's own signed.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private static readonly DateTimeOffset s_from = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset s_until = DateTimeOffset.UtcNow.AddDays(30);

    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public CertificateFolder()
    {
        var request = new CertificateRequest("CN=test authority", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(s_from, s_until);
        Write("ca.pem", _authority.ExportCertificatePem());
        WriteServer("server");
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("sysprof-web-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string content)
    {
        string path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes NAME.pem and NAME.key: a new certificate for localhost.</summary>
    /// <returns>Its thumbprint.</returns>
    public string WriteServer(string name)
    {
        using X509Certificate2 certificate = Sign(name, "1.3.6.1.5.5.7.3.1", names => names.AddDnsName("localhost"));
        Write($"{name}.pem", certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }

    /// <summary>A client's certificate that the authority signed.</summary>
    public X509Certificate2 Client(string dnsName = "prometheus.example") => Sign("client", "1.3.6.1.5.5.7.3.2", names =>
    {
        names.AddDnsName(dnsName);
        names.AddIpAddress(IPAddress.Parse("192.0.2.7"));
        names.AddEmailAddress("scraper@example.org");
        names.AddUri(new Uri("spiffe://example.org/scraper"));
    });

    /// <summary>A certificate that nobody else signed.</summary>
    public static X509Certificate2 Stranger()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Usable(new CertificateRequest("CN=stranger", key, HashAlgorithmName.SHA256).CreateSelfSigned(s_from, s_until));
    }

    public void Dispose()
    {
        _authority.Dispose();
        _authorityKey.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    // SslStream takes keys that were imported.
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);

    private X509Certificate2 Sign(string name, string purpose, Action<SubjectAlternativeNameBuilder> addNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        addNames(names);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(_authority, s_from, s_until, RandomNumberGenerator.GetBytes(8));
        return Usable(signed.CopyWithPrivateKey(key));
    }
}
