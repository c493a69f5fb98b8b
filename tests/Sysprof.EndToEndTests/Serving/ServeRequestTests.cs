using System.Diagnostics;
using System.Net;
using System.Text;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>Requests that nobody should make, and passwords and TLS for those that one should.</summary>
public sealed class ServeRequestTests : IDisposable
{
    private static readonly string s_long = new('a', 9000);

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-web-").FullName;

    public ServeRequestTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Only_who_knows_the_password_gets_metrics_and_only_over_tls()
    {
        await using ServeProcess process = await ServeProcess.StartAsync($"--web.config.file={await WriteConfigAsync()}");
        Assert.Equal("https", process.Address.Scheme);

        foreach (string path in (string[])["/metrics", "/", "/-/ready", "/-/healthy", "/none"])
        {
            Assert.Equal("401 a user and a password are needed", await StatusAsync(process, path, null));
            Assert.Equal("401 a user and a password are needed", await StatusAsync(process, path, "tester:wrong"));
            Assert.Equal("401 a user and a password are needed", await StatusAsync(process, path, "other:U*U"));
        }

        Assert.StartsWith("200 # HELP ", await StatusAsync(process, "/metrics", "tester:U*U"), StringComparison.Ordinal);

        // It speaks first who speaks TLS; others are hung up on, and nobody else notices.
        foreach (string request in (string[])["GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "\u0016\u0003\u0001\u0002\0\u0001\0", "x"])
        {
            string answer = await process.AskRawAsync(Encoding.Latin1.GetBytes(request), isAll: true);
            Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("sysprof_", answer, StringComparison.Ordinal);
        }

        Assert.StartsWith("200 # HELP ", await StatusAsync(process, "/metrics", "tester:U*U"), StringComparison.Ordinal);
        await StopAsync(process);
    }

    [Fact]
    public async Task Wrong_requests_get_their_status_and_change_nothing()
    {
        await using ServeProcess process = await ServeProcess.StartAsync();
        string before = await process.ScrapeAsync();

        await Task.WhenAll(Requests().Select(async request =>
        {
            string answer = await process.AskRawAsync(Encoding.Latin1.GetBytes(request.Sent), request.IsAll);
            Assert.True(
                request.Expected.Split(' ').Any(status => status == "-" ? answer.Length == 0 : answer.StartsWith(status == "\0" ? status : $"HTTP/1.1 {status} ", StringComparison.Ordinal)),
                $"{request.Sent[..Math.Min(80, request.Sent.Length)]}: {answer}");
            Assert.DoesNotContain("xception", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("sysprof_", answer, StringComparison.Ordinal);
        }));

        string after = await process.ScrapeAsync();
        Assert.Equal(LineOf(before, "sysprof_run_info"), LineOf(after, "sysprof_run_info"));
        Assert.Equal(LineOf(before, "process_start_time_seconds "), LineOf(after, "process_start_time_seconds "));
        await StopAsync(process);
    }

    [Fact]
    public async Task What_a_client_takes_is_negotiated_or_refused()
    {
        await using ServeProcess process = await ServeProcess.StartAsync("-e", "getppid");

        foreach ((string accept, int expected) in ((string, int)[])
            [
                ("*/*", 200), ("", 200), ("text/html, */*;q=0.1", 200), ("application/json", 406), ("text/plain;q=0", 406),
                ("application/openmetrics-text;version=9.9", 406), ("text/plain;q=2", 400), (";;;", 400), ("text", 400),
            ])
        {
            string answer = await process.AskRawAsync(Encoding.ASCII.GetBytes(
                $"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: {accept}\r\n\r\n"));

            Assert.True(answer.StartsWith($"HTTP/1.1 {expected} ", StringComparison.Ordinal), $"{accept}: {answer}");
        }

        await StopAsync(process);
    }

    /// <summary>What is sent, the statuses one of which must come ("-": nothing but the end), and whether no more is announced.</summary>
    private static IEnumerable<(string Sent, string Expected, bool IsAll)> Requests()
    {
        const string Rest = "Host: x\r\nConnection: close\r\n\r\n";
        foreach (string method in (string[])["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "PROPFIND"])
        {
            foreach (string path in (string[])["/", "/metrics", "/-/ready", "/-/quit", "/-/reload"])
            {
                yield return ($"{method} {path} HTTP/1.1\r\n{Rest}", "405", false);
            }
        }

        foreach (string path in (string[])
            ["/x", "/metrics/", "/METRICS", "/-/quit", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/metrics%2f", "//", "/debug/pprof"])
        {
            yield return ($"GET {path} HTTP/1.1\r\n{Rest}", "404 400", false);
        }

        foreach (string line in (string[])
            [
                "GET /%00 HTTP/1.1", "GET /\0 HTTP/1.1", "GET metrics HTTP/1.1", "GET  HTTP/1.1", "GET /%zz\u00ff HTTP/1.1", "nonsense", "\u00ff\u00fe",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001", "GET /metrics HTTP/1.1 x", "G\0T / HTTP/1.1",
            ])
        {
            yield return ($"{line}\r\n{Rest}", "400 404 405", false);
        }

        yield return ($"CONNECT example.com:80 HTTP/1.1\r\n{Rest}", "400 405", false);
        yield return ($"OPTIONS * HTTP/1.1\r\n{Rest}", "405", false);
        yield return ($"GET /metrics HTTP/9.9\r\n{Rest}", "505 400", false);
        yield return ($"GET /{s_long} HTTP/1.1\r\n{Rest}", "414", false);
        yield return ($"GET / HTTP/1.1\r\nX: {s_long}{s_long}\r\n{Rest}", "431", false);
        yield return ($"GET / HTTP/1.1\r\n{string.Concat(Enumerable.Range(0, 100).Select(number => $"X-{number}: 1\r\n"))}{Rest}", "431", false);
        yield return ("GET / HTTP/1.1\r\n\r\n", "400", false);
        yield return ($"GET / HTTP/1.1\r\nHost: y\r\n{Rest}", "400", false);
        yield return ("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "413", false);
        yield return ("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello", "400", false);
        yield return ("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nhello", "413", false);
        yield return ("GET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nx", "413 -", true);
        yield return ("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + s_long, "405 413 -", true);
        // A frame of HTTP/2 says that it is not spoken, unless the client has hung up before.
        yield return ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0 -", true);
        yield return ("GET /metrics HTT", "400 -", true);
        yield return ("", "-", true);

        // Half a request, and no word of the rest being late: it is not waited for as long as the client likes.
        yield return ("GET /metrics HTTP/1.1\r\nHost: x\r\n", "408", false);
    }

    private static string LineOf(string text, string begin) =>
        text.Split('\n').Single(line => line.StartsWith(begin, StringComparison.Ordinal));

    private static async Task<string> StatusAsync(ServeProcess process, string path, string? userInfo)
    {
        using HttpClient client = process.NewClient(userInfo);
        using HttpResponseMessage answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(answer.StatusCode == HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Count == 1);
        return $"{(int)answer.StatusCode} {body.TrimEnd('\n')}";
    }

    private static async Task StopAsync(ServeProcess process)
    {
        await process.StopAsync();
        Assert.DoesNotContain("level=error", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("xception", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Log, StringComparison.Ordinal);
    }

    private async Task<string> WriteConfigAsync()
    {
        InstalledProgram.Require("openssl");
        using var openssl = Process.Start(new ProcessStartInfo(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost", "-days", "2", "-keyout", "server.key", "-out", "server.pem"])
        {
            WorkingDirectory = _directory,
            RedirectStandardError = true,
        })!;
        string said = await openssl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await openssl.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(openssl.ExitCode == 0, said);
        string file = Path.Combine(_directory, "web.yml");
        await File.WriteAllTextAsync(
            file,
            """
            tls_server_config:
              cert_file: server.pem
              key_file: server.key
            basic_auth_users:
              tester: $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW

            """,
            TestContext.Current.CancellationToken);
        return file;
    }
}
