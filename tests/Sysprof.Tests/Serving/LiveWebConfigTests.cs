using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class LiveWebConfigTests : IDisposable
{
    private const string Certificate = "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n";
    private const string Secret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

    private static readonly TimeSpan s_later = TimeSpan.FromSeconds(1);

    private readonly CertificateFolder _folder = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Users_and_headers_change_without_a_restart()
    {
        await using RunningServer server = await StartAsync("");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));

        Write($"basic_auth_users:\n  alice: {Secret}\nhttp_server_config:\n  headers:\n    X-Frame-Options: deny\n");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));
        _clock.Pass(s_later);

        using HttpResponseMessage refused = await server.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("deny", refused.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("msg=\"the web configuration was read again\"", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_version_is_logged_once_and_the_last_good_one_stays()
    {
        await using RunningServer server = await StartAsync($"basic_auth_users:\n  alice: {Secret}\n");

        Write("basic_auth_user: {}\n");
        for (int request = 0; request < 3; request++)
        {
            _clock.Pass(s_later);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server));
        }

        Assert.Equal(1, Regex.Count(server.Log, "level=error msg=\"the web configuration is wrong; the last good one stays\""));
        Assert.Contains("unknown field 'basic_auth_user'; did you mean 'basic_auth_users'?", server.Log, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.Path, "web.yml"));
        _clock.Pass(s_later);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server));
        Assert.Contains("no such file or directory", server.Log, StringComparison.Ordinal);

        Write($"basic_auth_users:\n  alice: {Secret}\nhttp_server_config:\n  headers:\n    X-Frame-Options: deny\n");
        _clock.Pass(s_later);
        using HttpResponseMessage mended = await server.GetAsync("/metrics");
        Assert.Equal("deny", mended.Headers.GetValues("X-Frame-Options").Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("basic_auth_users:\n")]
    [InlineData("http_server_config:\n  headers:\n    X-Frame-Options: deny\n")]
    public async Task Passwords_are_not_turned_off(string after)
    {
        await using RunningServer server = await StartAsync($"basic_auth_users:\n  alice: {Secret}\n");

        Write(after);
        for (int request = 0; request < 3; request++)
        {
            _clock.Pass(s_later);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server));
        }

        Assert.Equal(1, Regex.Count(server.Log, "level=error"));
        Assert.Contains("err=\"removing the last user, which lets everybody in: takes a restart\"", server.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  client_auth_type: VerifyClientCertIfGiven\n  client_ca_file: ca.pem\n  client_allowed_sans: [prometheus.example]\n")]
    [InlineData("  client_auth_type: RequireAnyClientCert\n  client_ca_file: ca.pem\n  client_allowed_sans: [prometheus.example]\n")]
    [InlineData("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n")]
    [InlineData("  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: [prometheus.example]\n")]
    public async Task No_less_is_asked_of_client_certificates(string after)
    {
        const string strict = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"
            + "  client_allowed_sans: [prometheus.example]\n";
        await using RunningServer server = await StartAsync(Certificate + strict);
        using X509Certificate2 certificate = _folder.Client();
        using HttpClient client = server.NewClient(certificate);

        Write(Certificate + after);
        _clock.Pass(s_later);
        using HttpResponseMessage answer = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("err=\"asking less of client certificates: takes a restart\"", server.Log, StringComparison.Ordinal);
        using HttpClient nobody = server.NewClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.GetAsync("/metrics", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_new_certificate_is_taken_when_its_key_is_there()
    {
        await using RunningServer server = await StartAsync(Certificate);
        string first = await ThumbprintAsync(server);
        string key = File.ReadAllText(Path.Combine(_folder.Path, "server.key"));
        string second = _folder.WriteServer("server");
        string secondKey = File.ReadAllText(Path.Combine(_folder.Path, "server.key"));

        // Half of the change: the new certificate with the old key.
        _folder.Write("server.key", key);
        _clock.Pass(s_later);
        Assert.Equal(first, await ThumbprintAsync(server));

        _folder.Write("server.key", secondKey);
        _clock.Pass(s_later);
        Assert.Equal(second, await ThumbprintAsync(server));
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("", Certificate)]
    [InlineData(Certificate, "")]
    [InlineData(Certificate, Certificate + "http_server_config: {http2: false}")]
    public async Task Tls_is_not_turned_on_or_off(string before, string after)
    {
        await using RunningServer server = await StartAsync(before);

        Write(after);
        _clock.Pass(s_later);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));
        Assert.Contains("err=\"turning TLS or HTTP/2 on or off: takes a restart\"", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configured_headers_replace_our_own()
    {
        await using RunningServer server = await StartAsync(
            "http_server_config:\n  headers:\n    Content-Security-Policy: default-src 'self'\n    X-XSS-Protection: \"0\"\n");

        using HttpResponseMessage answer = await server.GetAsync("/");

        Assert.Equal("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("0", answer.Headers.GetValues("X-XSS-Protection").Single());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server)
    {
        using HttpResponseMessage answer = await server.GetAsync("/metrics");
        return answer.StatusCode;
    }

    private static async Task<string> ThumbprintAsync(RunningServer server) =>
        (await TlsHandshake.WithAsync(server)).Thumbprint;

    private void Write(string yaml) => _folder.Write("web.yml", yaml);

    private Task<RunningServer> StartAsync(string yaml) =>
        RunningServer.StartReadyAsync(_folder.Write("web.yml", yaml), _clock);
}
