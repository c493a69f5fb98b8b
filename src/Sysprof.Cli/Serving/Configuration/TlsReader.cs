using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sysprof.Profile;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>Reads <c>tls_server_config</c>.</summary>
internal sealed class TlsReader
{
    private const string ClientAuthType = "client_auth_type";
    private const string AllowedSans = "client_allowed_sans";
    private const string CipherSuites = "cipher_suites";
    private const string MinVersion = "min_version";
    private const string MaxVersion = "max_version";

    // Asked for before: its old name in exporter-toolkit.
    private const string OldRequireAny = "RequireClientCert";

    private static readonly string[] s_versions = ["TLS10", "TLS11", "TLS12", "TLS13"];

    private readonly YamlFields _fields;
    private readonly SourceFiles _files;
    private readonly List<string> _warnings;

    private TlsReader(YamlFields fields, SourceFiles files, List<string> warnings)
    {
        _fields = fields;
        _files = files;
        _warnings = warnings;
    }

    /// <summary>Reads it; null when it sets neither a certificate nor anything about those of clients.</summary>
    /// <param name="fields">The section.</param>
    /// <param name="files">Reads the files it names.</param>
    /// <param name="warnings">Gets what is valid and yet does not do what it looks like.</param>
    /// <exception cref="SysprofException">Something is wrong.</exception>
    public static TlsSettings? Read(YamlFields fields, SourceFiles files, List<string> warnings) =>
        new TlsReader(fields, files, warnings).Read();

    private TlsSettings? Read()
    {
        _fields.RequireKnown(
            "cert", "key", "client_ca", "cert_file", "key_file", "client_ca_file", ClientAuthType, AllowedSans,
            MinVersion, MaxVersion, CipherSuites, "prefer_server_cipher_suites", "curve_preferences");
        _fields.Refuse("curve_preferences", "cannot be chosen here: OpenSSL's are used; leave it out");
        SslProtocols versions = ReadVersions();
        CipherSuitesPolicy? ciphers = ReadCiphers();
        if (_fields.Has("prefer_server_cipher_suites"))
        {
            _ = _fields.Flag("prefer_server_cipher_suites", otherwise: true);
            _warnings.Add("prefer_server_cipher_suites has no effect: OpenSSL decides");
        }

        byte[]? certificate = ReadPem("cert", "cert_file");
        byte[]? key = ReadPem("key", "key_file");
        byte[]? authorities = ReadPem("client_ca", "client_ca_file");
        if (certificate is null && key is null && authorities is null && _fields.Text(ClientAuthType).Length == 0)
        {
            if (_fields.Names.Any())
            {
                _warnings.Add("tls_server_config has no certificate: TLS is off");
            }

            return null;
        }

        return new TlsSettings
        {
            Certificate = ReadCertificate(certificate, key),
            Clients = ReadClients(authorities),
            Versions = versions,
            Ciphers = ciphers,
        };
    }

    /// <summary>A PEM text that stands here or in a file; null when neither is given.</summary>
    private byte[]? ReadPem(string inlineName, string fileName)
    {
        string inline = _fields.Text(inlineName);
        string file = _fields.Text(fileName);
        if (inline.Length > 0 && file.Length > 0)
        {
            throw _fields.Wrong(inlineName, $"{inlineName} and {fileName} are the same thing twice");
        }

        return file.Length > 0 ? _files.Read(file) : inline.Length > 0 ? Encoding.UTF8.GetBytes(inline) : null;
    }

    private SslStreamCertificateContext ReadCertificate(byte[]? certificate, byte[]? key)
    {
        if (certificate is null || key is null)
        {
            throw _fields.Wrong("", certificate is null ? "cert_file is missing" : "key_file is missing");
        }

        string names = $"{Source("cert", "cert_file")}, {Source("key", "key_file")}";
        try
        {
            return ServerCertificate.Of(certificate, key);
        }
        catch (CryptographicException error)
        {
            throw _fields.Wrong(
                _fields.Has("cert_file") ? "cert_file" : "cert", $"loading certificate and key ({names}): {error.Message}", error);
        }
    }

    private string Source(string inlineName, string fileName) =>
        _fields.Has(fileName) ? _fields.Text(fileName) : inlineName;

    private ClientCertificates ReadClients(byte[]? authorities)
    {
        ClientCertificateMode mode = ReadMode();
        IReadOnlyList<string> names = _fields.Texts(AllowedSans);
        if (mode == ClientCertificateMode.NoClientCert && (authorities is not null || names.Count > 0))
        {
            string field = authorities is null ? AllowedSans : _fields.Has("client_ca") ? "client_ca" : "client_ca_file";
            throw _fields.Wrong(field, $"{field} needs {ClientAuthType}: no client is asked for a certificate without");
        }

        return new ClientCertificates { Mode = mode, Authorities = ReadAuthorities(authorities), AllowedNames = names };
    }

    private ClientCertificateMode ReadMode()
    {
        string name = _fields.Text(ClientAuthType);
        if (name.Length == 0)
        {
            return ClientCertificateMode.NoClientCert;
        }

        if (name == OldRequireAny)
        {
            return ClientCertificateMode.RequireAnyClientCert;
        }

        return Enum.GetNames<ClientCertificateMode>().Contains(name)
            ? Enum.Parse<ClientCertificateMode>(name)
            : throw WrongWord(ClientAuthType, name, Enum.GetNames<ClientCertificateMode>());
    }

    private X509Certificate2Collection? ReadAuthorities(byte[]? pem)
    {
        string field = _fields.Has("client_ca_file") ? "client_ca_file" : "client_ca";
        try
        {
            X509Certificate2Collection? authorities = pem is null ? null : ServerCertificate.Certificates(pem);
            return authorities is null || authorities.Any(one => one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData))
                ? authorities
                : throw new CryptographicException("the root certificate is missing in it");
        }
        catch (CryptographicException error)
        {
            throw _fields.Wrong(field, $"loading {field}: {error.Message}", error);
        }
    }

    private CipherSuitesPolicy? ReadCiphers()
    {
        IReadOnlyList<string> names = _fields.Texts(CipherSuites);
        string? unknown = names.FirstOrDefault(name => !CipherNames.All.Contains(name));
        return unknown is null ? CipherNames.Policy(names) : throw WrongWord(CipherSuites, unknown, CipherNames.All);
    }

    private SslProtocols ReadVersions()
    {
        int least = ReadVersion(MinVersion, "TLS12");
        int most = ReadVersion(MaxVersion, "TLS13");
        int tls12 = Array.IndexOf(s_versions, "TLS12");
        if (least < tls12)
        {
            _warnings.Add($"{MinVersion} is taken for TLS12: nothing older is spoken");
        }

        if (most < Math.Max(least, tls12))
        {
            throw _fields.Wrong(MaxVersion, $"{MaxVersion} leaves no version to speak; TLS12 is the oldest there is");
        }

        return (least <= tls12 ? SslProtocols.Tls12 : 0) | (most > tls12 ? SslProtocols.Tls13 : 0);
    }

    private int ReadVersion(string field, string otherwise)
    {
        string name = _fields.Text(field) is { Length: > 0 } text ? text : otherwise;
        int version = Array.IndexOf(s_versions, name);
        return version >= 0 ? version : throw WrongWord(field, name, s_versions);
    }

    private SysprofException WrongWord(string field, string word, IReadOnlyList<string> words)
    {
        string meant = Suggestions.DidYouMean(word, words);
        string all = words.Count > 5 ? "" : $"; there is {string.Join(", ", words)}";
        return _fields.Wrong(field, $"{field} '{word}' is unknown{(meant.Length > 0 ? meant : all)}");
    }
}
