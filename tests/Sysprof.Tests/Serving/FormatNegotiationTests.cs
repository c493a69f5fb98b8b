using Sysprof.Cli.Serving.Requests;
using Sysprof.Profile.Metrics;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class FormatNegotiationTests
{
    private const string Protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    // What Prometheus 2.42 sends.
    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    // And with --enable-feature=native-histograms.
    private const string Prometheus2Native =
        Protobuf + ",application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    // What Prometheus 3 sends.
    private const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private const string Prometheus3Native =
        Protobuf + ";q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    // Prometheus 3.0 said that of every type.
    private const string Prometheus30Text =
        "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;escaping=allow-utf-8;q=0.5,*/*;q=0.4";

    [Theory]
    [InlineData(Prometheus2, ExpositionFormat.OpenMetrics)]
    [InlineData(Prometheus2Native, ExpositionFormat.Protobuf)]
    [InlineData(Prometheus3, ExpositionFormat.OpenMetrics)]
    [InlineData(Prometheus3Native, ExpositionFormat.Protobuf)]
    [InlineData(Prometheus30Text, ExpositionFormat.Text)]
    public void Every_Prometheus_gets_what_it_prefers_of_ours(string accept, ExpositionFormat expected) =>
        Assert.Equal((NegotiationOutcome.Chosen, expected), Choose(accept));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("text/plain")]
    [InlineData("Text/Plain; Version=0.0.4; Charset=UTF-8")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8")] // a browser
    [InlineData("text/plain;version=\"0.0.4\"")]
    [InlineData("*/*, application/openmetrics-text;q=0.5")]
    [InlineData("text/plain;version=1.0.0, text/plain;version=0.0.4;q=0.1")]
    public void Whoever_asks_for_nothing_else_gets_text(string? accept) =>
        Assert.Equal((NegotiationOutcome.Chosen, ExpositionFormat.Text), Choose(accept));

    [Theory]
    [InlineData(Protobuf + ",application/openmetrics-text,text/plain", ExpositionFormat.Protobuf)]
    [InlineData("text/plain,application/openmetrics-text", ExpositionFormat.OpenMetrics)]
    [InlineData("*/*, application/openmetrics-text", ExpositionFormat.OpenMetrics)]
    [InlineData("text/plain;q=0, */*", ExpositionFormat.OpenMetrics)]
    [InlineData("text/plain;q=0, */*;q=0.5, application/vnd.google.protobuf;q=0.4", ExpositionFormat.OpenMetrics)]
    [InlineData("application/*", ExpositionFormat.OpenMetrics)]
    [InlineData("application/vnd.google.protobuf", ExpositionFormat.Protobuf)]
    public void Of_what_is_wanted_alike_the_richest_that_is_named_comes_first(string accept, ExpositionFormat expected) =>
        Assert.Equal((NegotiationOutcome.Chosen, expected), Choose(accept));

    [Theory]
    [InlineData("text/plain;version=1.0.0")]
    [InlineData("application/openmetrics-text;version=0.0.1")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text")]
    [InlineData("application/vnd.google.protobuf;proto=other;encoding=delimited")]
    [InlineData("application/json")]
    [InlineData("text/plain;charset=latin1")]
    [InlineData("text/plain;q=0")]
    [InlineData("*/*;q=0")]
    public void What_is_not_ours_is_not_served(string accept) =>
        Assert.Equal(NegotiationOutcome.NothingAcceptable, Choose(accept).Outcome);

    [Theory]
    [InlineData("text")]
    [InlineData("text/plain;;")]
    [InlineData("/")]
    [InlineData("text/plain;q=two")]
    [InlineData("text/plain;q=2")]
    [InlineData("text/plain;q=-1")]
    [InlineData("text/plain version=0.0.4")]
    public void What_cannot_be_read_is_said_to_be_so(string accept) =>
        Assert.Equal(NegotiationOutcome.Malformed, Choose(accept).Outcome);

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("GZIP", true)]
    [InlineData("x-gzip", true)]
    [InlineData("deflate, gzip;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("gzip, identity", true)]
    [InlineData("gzip;q=0.5, identity", false)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("identity", false)]
    [InlineData("br", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(";;", false)]
    public void Gzip_is_for_those_who_want_it(string? acceptEncoding, bool expected) =>
        Assert.Equal(expected, EncodingNegotiation.WantsGzip(acceptEncoding));

    [Theory]
    [InlineData(null, null)]
    [InlineData("10", 9.5)]
    [InlineData("1", 0.9)]
    [InlineData("0.25", 0.225)]
    [InlineData("5e0", 4.5)]
    [InlineData("0", null)]
    [InlineData("-3", null)]
    [InlineData("1e300", 3599.5)]
    public void The_answer_is_due_before_the_timeout(string? header, double? expectedSeconds)
    {
        Assert.True(ScrapeTimeout.TryRead(header, out TimeSpan? patience));
        Assert.Equal(expectedSeconds, patience?.TotalSeconds);
    }

    [Theory]
    [InlineData("ten")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("10s")]
    public void A_timeout_that_is_none_is_refused(string header) => Assert.False(ScrapeTimeout.TryRead(header, out _));

    private static (NegotiationOutcome Outcome, ExpositionFormat Format) Choose(string? accept) =>
        (FormatNegotiation.Choose(accept, out ExpositionFormat format), format);
}
