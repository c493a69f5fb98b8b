using System.Net;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class MetricsServerTests
{
    [Fact]
    public async Task Before_there_is_anything_to_scrape_it_is_healthy_and_not_ready()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        Assert.Equal("200 healthy", await SummaryAsync(server.GetAsync("/-/healthy")));
        Assert.Equal("503 not attached yet", await SummaryAsync(server.GetAsync("/-/ready")));
        Assert.Equal("503 not attached yet", await SummaryAsync(server.GetAsync("/metrics")));

        server.Server.Attach((_, _) => Task.FromResult(RunningServer.Utf8("a 1\n")));

        Assert.Equal("200 ready", await SummaryAsync(server.GetAsync("/-/ready")));
        Assert.Equal("200 a 1", await SummaryAsync(server.GetAsync("/metrics")));
    }

    [Theory]
    [InlineData("*/*", "identity", "text/plain; version=0.0.4; charset=utf-8", false)]
    [InlineData("application/openmetrics-text", "gzip", "application/openmetrics-text; version=1.0.0; charset=utf-8", true)]
    [InlineData(
        "application/vnd.google.protobuf",
        "gzip;q=0.5",
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        true)]
    public async Task A_scrape_is_answered_as_it_was_asked_for(string accept, string encoding, string type, bool isCompressed)
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        using HttpResponseMessage answer = await server.GetAsync("/metrics", ("Accept", accept), ("Accept-Encoding", encoding));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal(isCompressed ? ["gzip"] : [], answer.Content.Headers.ContentEncoding);
        Assert.Equal("Accept, Accept-Encoding", string.Join(", ", answer.Headers.Vary));
        Assert.Contains($"IsCompressed = {isCompressed}", await BodyAsync(answer), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Head_tells_of_the_answer_without_it()
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        using HttpResponseMessage head = await server.SendAsync(HttpMethod.Head, "/metrics");
        using HttpResponseMessage get = await server.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal("", await BodyAsync(head));
    }

    [Fact]
    public async Task The_landing_page_links_to_what_there_is_and_needs_nothing_else()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        using HttpResponseMessage answer = await server.GetAsync("/");
        string page = await BodyAsync(answer);

        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.GetValues("Content-Type").Single());
        Assert.Contains("href=\"metrics\"", page, StringComparison.Ordinal);
        Assert.Contains("sysprof 0.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Nothing_can_be_written(string method)
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        foreach (string path in (string[])["/metrics", "/", "/-/ready", "/-/quit", "/-/reload"])
        {
            using HttpResponseMessage answer = await server.SendAsync(new HttpMethod(method), path);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
        }
    }

    [Theory]
    [InlineData("/favicon.ico")]
    [InlineData("/metrics/")]
    [InlineData("/METRICS")]
    [InlineData("/%2e%2e/etc/passwd")]
    [InlineData("/debug/pprof")]
    [InlineData("/<script>alert(1)</script>")]
    [InlineData("/%1b%5b2J%0d%0aX-Evil:%201")]
    public async Task There_is_nothing_elsewhere(string path)
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        Assert.Equal("404 there is nothing here; metrics are at /metrics", await SummaryAsync(server.GetAsync(path)));
    }

    [Fact]
    public async Task A_query_changes_nothing()
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        Assert.StartsWith("200 ", await SummaryAsync(server.GetAsync("/metrics?collect[]=x&debug=true")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_negotiated_is_said_in_a_line()
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        Assert.Equal("400 the Accept header cannot be read", await SummaryAsync(server.GetAsync("/metrics", ("Accept", "text/plain;;"))));
        string none = await SummaryAsync(server.GetAsync("/metrics", ("Accept", "application/json")));
        Assert.StartsWith("406 metrics are there as text/plain;version=0.0.4, ", none, StringComparison.Ordinal);
        Assert.Equal(
            "400 X-Prometheus-Scrape-Timeout-Seconds is no number of seconds",
            await SummaryAsync(server.GetAsync("/metrics", ("X-Prometheus-Scrape-Timeout-Seconds", "soon"))));
    }

    [Fact]
    public async Task Several_addresses_are_served()
    {
        await using RunningServer first = await RunningServer.StartReadyAsync();

        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)first.Server.Addresses[0]).Address);
        Assert.NotEqual(0, first.Port);
        Assert.Contains($"level=info msg=listening address=127.0.0.1:{first.Port} tls=false", first.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_stop_nobody_is_answered()
    {
        await using RunningServer server = await RunningServer.StartReadyAsync();

        await server.Server.StopAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => server.GetAsync("/metrics"));
    }

    internal static async Task<string> SummaryAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage answer = await sent;
        return $"{(int)answer.StatusCode} {(await BodyAsync(answer)).TrimEnd('\n')}";
    }

    private static Task<string> BodyAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
