using System.Diagnostics;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class WebConfigReaderTests : IDisposable
{
    private const string Certificate = "cert_file: server.pem\n  key_file: server.key";
    private const string Hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

    private readonly CertificateFolder _folder = new();

    /// <summary>What is valid here and for promtool.</summary>
    public static TheoryData<string> Valid =>
    [
        "",
        "# nothing\n",
        "{}",
        "tls_server_config:\nhttp_server_config:\nbasic_auth_users:\n",
        "tls_server_config: {}",
        $"tls_server_config:\n  {Certificate}\n",
        $"tls_server_config:\n  {Certificate}\n  min_version: TLS13\n  max_version: TLS13\n",
        $"tls_server_config:\n  {Certificate}\n  min_version: TLS10\n",
        $"tls_server_config:\n  {Certificate}\n  prefer_server_cipher_suites: off\n",
        $"tls_server_config:\n  {Certificate}\n  cipher_suites:\n  - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n  - TLS_AES_256_GCM_SHA384\n",
        $"tls_server_config:\n  {Certificate}\n  client_auth_type: NoClientCert\n",
        $"tls_server_config:\n  {Certificate}\n  client_auth_type: RequestClientCert\n",
        $"tls_server_config:\n  {Certificate}\n  client_auth_type: RequireAnyClientCert\n",
        $"tls_server_config:\n  {Certificate}\n  client_auth_type: RequireClientCert\n",
        $"tls_server_config:\n  {Certificate}\n  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.pem\n",
        $"tls_server_config:\n  {Certificate}\n  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n",
        "tls_server_config:\n  min_version: TLS12\n",
        "http_server_config:\n  http2: false\n",
        "http_server_config:\n  http2: yes\n  headers:\n    X-Frame-Options: deny\n    X-Content-Type-Options: nosniff\n"
            + "    Content-Security-Policy: default-src 'self'\n    X-XSS-Protection: \"0\"\n    Strict-Transport-Security: max-age=1\n",
        "http_server_config:\n  headers:\n    Content-Security-Policy:\n",
        $"basic_auth_users:\n  alice: {Hash}\n  \"12\": {Hash.Replace("2b", "2y", StringComparison.Ordinal)}\n",
        $"basic_auth_users: {{alice: {Hash.Replace("2b", "2a", StringComparison.Ordinal)}}}\n",
    ];

    /// <summary>What is wrong here and for promtool, and how it is said.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "tls_server_confg: {}", "line 1: unknown field 'tls_server_confg'; did you mean 'tls_server_config'?" },
        { "junk", "line 1: the file must be fields with values" },
        { "- a\n", "line 1: the file must be fields with values" },
        { "a: [", "line 2: while parsing " },
        { "basic_auth_users: 3\n", "line 1: basic_auth_users must be fields with values" },
        { "http_server_config:\n  http2: false\n  http2: true\n", "line 3: " },
        { "http_server_config:\n  http2: 2\n", "line 2: http2 must be true or false" },
        { "http_server_config:\n  http2: \"true\"\n", "line 2: http2 must be true or false" },
        { "http_server_config:\n  headers:\n    X-Frame-Option: deny\n", "line 3: the header 'X-Frame-Option' cannot be set; did you mean 'X-Frame-Options'?" },
        { "http_server_config:\n  headers:\n    Server: x\n", "line 3: the header 'Server' cannot be set" },
        { "http_server_config:\n  headers:\n    X-Frame-Options: DENY\n", "line 3: X-Frame-Options 'DENY': must be deny or sameorigin" },
        { "http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n", "line 3: X-Content-Type-Options 'sniff': must be nosniff" },
        { "basic_auth_users:\n  alice: opensesame\n", "line 2: the password of 'alice' is no bcrypt hash; htpasswd -nBC 10 '' makes one" },
        { "basic_auth_users:\n  alice:\n", "line 2: the password of 'alice' is no bcrypt hash; htpasswd -nBC 10 '' makes one" },
        { "tls_server_config:\n  cert_file: server.pem\n", "line 2: key_file is missing" },
        { "tls_server_config:\n  key_file: server.key\n", "line 2: cert_file is missing" },
        { "tls_server_config:\n  client_auth_type: RequireAnyClientCert\n", "line 2: cert_file is missing" },
        { "tls_server_config:\n  client_ca_file: ca.pem\n", "line 2: cert_file is missing" },
        { "tls_server_config:\n  cert_file: none.pem\n  key_file: server.key\n", "FOLDER/none.pem: no such file or directory" },
        { "tls_server_config:\n  cert_file: server.pem\n  key_file: none.key\n", "FOLDER/none.key: no such file or directory" },
        { "tls_server_config:\n  cert_file: server.pem\n  key_file: other.key\n", "line 2: loading certificate and key (server.pem, other.key): " },
        { "tls_server_config:\n  cert_file: junk.pem\n  key_file: server.key\n", "line 2: loading certificate and key (junk.pem, server.key): there is no certificate in it" },
        { "tls_server_config:\n  cert_file: server.pem\n  key_file: junk.pem\n", "line 2: loading certificate and key (server.pem, junk.pem): " },
        { $"tls_server_config:\n  {Certificate}\n  client_auth_type: Nobody\n", "line 4: client_auth_type 'Nobody' is unknown; there is NoClientCert, " },
        { $"tls_server_config:\n  {Certificate}\n  client_ca_file: ca.pem\n", "line 4: client_ca_file needs client_auth_type: " },
        { $"tls_server_config:\n  {Certificate}\n  client_auth_type: RequireAnyClientCert\n  client_ca_file: none.pem\n", "FOLDER/none.pem: no such file or directory" },
        { $"tls_server_config:\n  {Certificate}\n  min_version: TLS1.2\n", "line 4: min_version 'TLS1.2' is unknown; did you mean 'TLS12'?" },
        { $"tls_server_config:\n  {Certificate}\n  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA512]\n", "line 4: cipher_suites 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA512' is unknown; did you mean 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'?" },
        { $"tls_server_config:\n  {Certificate}\n  cipher_suites: TLS_AES_128_GCM_SHA256\n", "line 4: cipher_suites must be a list" },
        { $"tls_server_config:\n  {Certificate}\n  curve_preferences: [Curve25519]\n", "line 4: curve_preferences cannot be chosen here: " },
    };

    /// <summary>Wrong here alone: what newer tools know, and what would not do what it looks like.</summary>
    public static TheoryData<string, string> WrongHere => new()
    {
        { "rate_limit: {burst: 1}", "line 1: rate_limit is not offered here" },
        { $"tls_server_config:\n  {Certificate}\n  curve_preferences: [X25519]\n", "line 4: curve_preferences cannot be chosen here: " },
        { $"tls_server_config:\n  {Certificate}\n  max_version: TLS11\n", "line 4: max_version leaves no version to speak; " },
        { $"tls_server_config:\n  {Certificate}\n  min_version: TLS13\n  max_version: TLS12\n", "line 5: max_version leaves no version to speak; " },
        { $"tls_server_config:\n  {Certificate}\n  client_allowed_sans: [a]\n", "line 4: client_allowed_sans needs client_auth_type: " },
        { $"tls_server_config:\n  {Certificate}\n  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: junk.pem\n", "line 5: loading client_ca_file: there is no certificate in it" },
        { $"tls_server_config:\n  {Certificate}\n  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: server.pem\n", "line 5: loading client_ca_file: the root certificate is missing in it" },
        { $"tls_server_config:\n  {Certificate}\n  cert: x\n", "line 4: cert and cert_file are the same thing twice" },
        { $"basic_auth_users:\n  \"a:b\": {Hash}\n", "line 2: the user 'a:b' could not log in: a name has no colon" },
        { $"basic_auth_users:\n  alice: {Hash.Replace("$04$", "$32$", StringComparison.Ordinal)}\n", "line 2: the password of 'alice' is no bcrypt hash" },
        { "http_server_config:\n  headers:\n    Content-Security-Policy: \"a\\nb\"\n", "line 3: Content-Security-Policy: a header is a line of ASCII" },
        { "\t : Jac &&", "is not YAML" },
        { "a: 1\n---\nb: 2\n", "there are several documents in it" },
        { "a: " + new string('[', 100_000), "line 1: is nested too deeply" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void What_is_valid_is_read(string yaml) => Assert.NotNull(Read(yaml));

    [Theory]
    [MemberData(nameof(Wrong))]
    [MemberData(nameof(WrongHere))]
    public void What_is_wrong_is_said_with_its_line(string yaml, string expected)
    {
        var error = Assert.Throws<SysprofException>(() => Read(yaml));

        string file = $"reading {_folder.Path}/web.yml: ";
        string start = expected.StartsWith("FOLDER", StringComparison.Ordinal)
            ? $"reading {expected.Replace("FOLDER", _folder.Path, StringComparison.Ordinal)}"
            : file + expected;
        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("opensesame", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failure, error.ExitCode);
    }

    [Fact]
    public async Task Promtool_agrees()
    {
        const string promtool = "/usr/bin/promtool";
        Assert.SkipUnless(File.Exists(promtool), "there is no promtool here (Debian: prometheus)");
        WriteFiles();
        string[] samples = [.. Valid.Select(row => row.Data), .. Wrong.Select(row => row.Data.Item1)];
        string[] files = [.. samples.Select((yaml, index) => _folder.Write($"{index}.yml", yaml))];
        var start = new ProcessStartInfo(promtool, ["check", "web-config", .. files]) { RedirectStandardError = true };

        using Process process = Process.Start(start)!;
        string verdicts = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(files[..Valid.Count], Named(verdicts, "SUCCESS"));
        Assert.Equal(files[Valid.Count..], Named(verdicts, "FAILED"));
    }

    [Fact]
    public void What_has_no_effect_is_said()
    {
        Assert.Equal(["tls_server_config has no certificate: TLS is off"], Read("tls_server_config: {min_version: TLS12}").Warnings);
        Assert.Equal(
            ["min_version is taken for TLS12: nothing older is spoken", "prefer_server_cipher_suites has no effect: OpenSSL decides"],
            Read($"tls_server_config:\n  {Certificate}\n  min_version: TLS11\n  prefer_server_cipher_suites: true").Warnings);
        Assert.Empty(Read($"tls_server_config:\n  {Certificate}\n").Warnings);
    }

    [Fact]
    public void Tls_is_what_the_file_says()
    {
        TlsSettings tls = Read(
            $"""
            tls_server_config:
              {Certificate}
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.pem
              client_allowed_sans: [a, b]
              min_version: TLS13
            """).Tls!;

        Assert.Equal(SslProtocols.Tls13, tls.Versions);
        Assert.Equal(ClientCertificateMode.RequireAndVerifyClientCert, tls.Clients.Mode);
        Assert.Equal(["a", "b"], tls.Clients.AllowedNames);
        Assert.Single(tls.Clients.Authorities!);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, Read($"tls_server_config:\n  {Certificate}").Tls!.Versions);
        Assert.Equal(SslProtocols.Tls12, Read($"tls_server_config:\n  {Certificate}\n  max_version: TLS12").Tls!.Versions);
    }

    [Fact]
    public void Certificates_may_stand_in_the_file_itself()
    {
        string Indented(string name) => File.ReadAllText(Path.Combine(_folder.Path, name)).ReplaceLineEndings("\n    ");

        Assert.NotNull(Read($"tls_server_config:\n  cert: |\n    {Indented("server.pem")}\n  key: |\n    {Indented("server.key")}\n").Tls);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        string missing = Path.Combine(_folder.Path, "none.yml");
        var error = Assert.Throws<SysprofException>(() => WebConfigReader.Read(missing, new SourceFiles(_folder.Path)));

        Assert.Equal($"reading {missing}: no such file or directory", error.Message);
        var folder = Assert.Throws<SysprofException>(() => WebConfigReader.Read(_folder.Path, new SourceFiles("/")));
        Assert.Equal($"reading {_folder.Path}: is a directory", folder.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Named(string verdicts, string verdict) =>
        Regex.Matches(verdicts, $"^(.*) {verdict}", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

    private WebConfig Read(string yaml)
    {
        WriteFiles();
        return WebConfigReader.Read(_folder.Write("web.yml", yaml), new SourceFiles(_folder.Path));
    }

    private void WriteFiles()
    {
        _folder.WriteServer("other");
        _folder.Write("junk.pem", "no certificate\n");
    }
}
