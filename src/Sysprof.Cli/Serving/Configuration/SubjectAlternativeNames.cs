using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>The names that a certificate has beside its subject (RFC 5280, 4.2.1.6).</summary>
internal static class SubjectAlternativeNames
{
    private const string Extension = "2.5.29.17";
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;
    private const int Ip = 7;

    /// <summary>DNS names, e-mail addresses, URIs and IP addresses as text; none when they cannot be read.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        try
        {
            return [.. certificate.Extensions.Where(extension => extension.Oid?.Value == Extension).SelectMany(Names)];
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            return [];
        }
    }

    private static List<string> Names(X509Extension extension)
    {
        var names = new List<string>();
        AsnReader list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (list.HasData)
        {
            Asn1Tag tag = list.PeekTag();
            switch (tag.TagValue)
            {
                case Email or Dns or Uri:
                    names.Add(list.ReadCharacterString(UniversalTagNumber.IA5String, tag));
                    break;
                case Ip when list.ReadOctetString(tag) is { Length: 4 or 16 } bytes:
                    names.Add(new IPAddress(bytes).ToString());
                    break;
                case Ip:
                    break;
                default:
                    _ = list.ReadEncodedValue();
                    break;
            }
        }

        return names;
    }
}
