using System.Net.Security;

namespace Sysprof.Cli.Serving.Configuration;

/// <summary>The cipher suites that Go calls secure, by its names, which are IANA's.</summary>
internal static class CipherNames
{
    // Spoken whatever the list says: Go lets nobody choose among those of TLS 1.3.
    private static readonly TlsCipherSuite[] s_tls13 =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ];

    private static readonly TlsCipherSuite[] s_tls12 =
    [
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_tls13.Concat(s_tls12).Select(suite => suite.ToString())];

    /// <summary>What a list of names allows, or null for OpenSSL's choice when it is empty.</summary>
    /// <param name="names">Names out of <see cref="All"/>.</param>
    public static CipherSuitesPolicy? Policy(IReadOnlyList<string> names) => names.Count == 0
        ? null
        : new CipherSuitesPolicy(names.Select(Enum.Parse<TlsCipherSuite>).Concat(s_tls13).Distinct());
}
