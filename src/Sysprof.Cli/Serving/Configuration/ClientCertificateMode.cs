namespace Sysprof.Cli.Serving.Configuration;

/// <summary>What is asked of clients, by Go's names in <c>client_auth_type</c>.</summary>
internal enum ClientCertificateMode
{
    /// <summary>Nothing.</summary>
    NoClientCert,

    /// <summary>A certificate is asked for, and neither needed nor verified.</summary>
    RequestClientCert,

    /// <summary>A certificate is needed, and not verified.</summary>
    RequireAnyClientCert,

    /// <summary>A certificate is verified when there is one.</summary>
    VerifyClientCertIfGiven,

    /// <summary>A certificate is needed and verified: the only mode that keeps anybody out.</summary>
    RequireAndVerifyClientCert,
}
