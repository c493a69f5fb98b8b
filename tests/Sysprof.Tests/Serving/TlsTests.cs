using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class TlsTests : IDisposable
{
    private const string Certificate = "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n";

    private readonly CertificateFolder _folder = new();

    [Theory]
    [InlineData("1.1", "")]
    [InlineData("2.0", "")]
    [InlineData("1.1", "http_server_config: {http2: false}")]
    public async Task Metrics_are_served_over_tls(string version, string more)
    {
        await using RunningServer server = await StartAsync(Certificate + more);
        var request = new HttpRequestMessage(HttpMethod.Get, "/metrics")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using HttpResponseMessage answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("tls=true", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_http2_nobody_speaks_it()
    {
        await using RunningServer server = await StartAsync(Certificate + "http_server_config: {http2: false}");

        Assert.Equal(SslApplicationProtocol.Http11, (await TlsHandshake.WithAsync(server)).Protocol);
        await using RunningServer both = await StartAsync(Certificate);
        Assert.Equal(SslApplicationProtocol.Http2, (await TlsHandshake.WithAsync(both)).Protocol);
    }

    [Fact]
    public async Task Plain_http_gets_no_answer_and_disturbs_nobody()
    {
        await using RunningServer server = await StartAsync(Certificate);

        Assert.DoesNotContain("200", await server.AskRawAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("200 ", await MetricsServerTests.SummaryAsync(server.GetAsync("/metrics")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoClientCert", true, true, true)]
    [InlineData("RequestClientCert", true, true, true)]
    [InlineData("RequireAnyClientCert", false, true, true)]
    [InlineData("VerifyClientCertIfGiven", true, false, true)]
    [InlineData("RequireAndVerifyClientCert", false, false, true)]
    public async Task Clients_are_let_in_by_their_certificates(string mode, bool nobody, bool stranger, bool known)
    {
        string authority = mode == "NoClientCert" ? "" : "  client_ca_file: ca.pem\n";
        await using RunningServer server = await StartAsync($"{Certificate}  client_auth_type: {mode}\n{authority}");

        Assert.Equal(nobody, await IsLetInAsync(server, null));
        using X509Certificate2 other = CertificateFolder.Stranger();
        Assert.Equal(stranger, await IsLetInAsync(server, other));
        using X509Certificate2 client = _folder.Client();
        Assert.Equal(known, await IsLetInAsync(server, client));
    }

    [Theory]
    [InlineData("prometheus.example", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("scraper@example.org", true)]
    [InlineData("spiffe://example.org/scraper", true)]
    [InlineData("other.example", false)]
    [InlineData("PROMETHEUS.example", false)]
    public async Task Of_those_only_with_a_name_on_the_list(string allowed, bool expected)
    {
        await using RunningServer server = await StartAsync(
            $"{Certificate}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"
            + $"  client_allowed_sans: [first.example, '{allowed}']\n");

        using X509Certificate2 client = _folder.Client();
        Assert.Equal(expected, await IsLetInAsync(server, client));
    }

    [Fact]
    public async Task A_server_certificate_is_none_of_a_client()
    {
        await using RunningServer server = await StartAsync(
            $"{Certificate}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n");

        string pem = File.ReadAllText(Path.Combine(_folder.Path, "server.pem"));
        string key = File.ReadAllText(Path.Combine(_folder.Path, "server.key"));
        using var certificate = X509Certificate2.CreateFromPem(pem, key);
        Assert.False(await IsLetInAsync(server, certificate));
    }

    [Fact]
    public async Task Versions_and_ciphers_are_those_of_the_file()
    {
        const string cipher = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        await using RunningServer server = await StartAsync($"{Certificate}  max_version: TLS12\n  cipher_suites: [{cipher}]\n");

        TlsHandshake handshake = await TlsHandshake.WithAsync(server);

        Assert.Equal((SslProtocols.Tls12, cipher), (handshake.Version, handshake.Cipher.ToString()));
        await using RunningServer newest = await StartAsync($"{Certificate}  min_version: TLS13\n  cipher_suites: [{cipher}]\n");
        Assert.Equal(SslProtocols.Tls13, (await TlsHandshake.WithAsync(newest)).Version);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<bool> IsLetInAsync(RunningServer server, X509Certificate2? certificate)
    {
        using HttpClient client = server.NewClient(certificate);
        try
        {
            using HttpResponseMessage answer = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task<RunningServer> StartAsync(string yaml) => RunningServer.StartReadyAsync(_folder.Write("web.yml", yaml));
}
