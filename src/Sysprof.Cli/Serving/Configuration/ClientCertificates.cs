using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>Whom to let in by their certificates.</summary>
internal sealed class ClientCertificates
{
    // id-kp-clientAuth
    private const string ForClients = "1.3.6.1.5.5.7.3.2";

    /// <summary>What is asked of them.</summary>
    public required ClientCertificateMode Mode { get; init; }

    /// <summary>Who may have signed them; null for whom the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>One of these names must be in a certificate, exactly; none: any name will do.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    /// <summary>Whether a handshake asks for a certificate.</summary>
    public bool AreAskedFor => Mode != ClientCertificateMode.NoClientCert;

    /// <summary>Whether nobody gets in without a certificate that was verified.</summary>
    public bool KeepOthersOut => Mode == ClientCertificateMode.RequireAndVerifyClientCert;

    private bool AreNeeded => Mode is ClientCertificateMode.RequireAnyClientCert or ClientCertificateMode.RequireAndVerifyClientCert;

    /// <summary>Whether a requirement of others is none here.</summary>
    public bool AskLessThan(ClientCertificates others) =>
        (others.KeepOthersOut && !KeepOthersOut)
        || (others.AreNeeded && !AreNeeded)
        || (others.Authorities is not null && Authorities is null)
        || (others.AllowedNames.Count > 0 && AllowedNames.Count == 0);

    /// <summary>Decides a handshake; the arguments are those of <see cref="RemoteCertificateValidationCallback"/>.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 given)
        {
            return AllowedNames.Count == 0 && !AreNeeded;
        }

        bool isVerified = Mode is not (ClientCertificateMode.VerifyClientCertIfGiven or ClientCertificateMode.RequireAndVerifyClientCert)
            || IsSignedByAuthority(given, chain);
        return isVerified && (AllowedNames.Count == 0 || HasAllowedName(given));
    }

    private bool IsSignedByAuthority(X509Certificate2 certificate, X509Chain? given)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        if (Authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        }

        if (given is not null)
        {
            // What came with it: certificates between it and an authority.
            chain.ChainPolicy.ExtraStore.AddRange(given.ChainPolicy.ExtraStore);
            foreach (X509ChainElement element in given.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return chain.Build(certificate);
    }

    private bool HasAllowedName(X509Certificate2 certificate) =>
        SubjectAlternativeNames.Of(certificate).Any(name => AllowedNames.Contains(name, StringComparer.Ordinal));
}
