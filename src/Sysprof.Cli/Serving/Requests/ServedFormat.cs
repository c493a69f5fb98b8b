using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sysprof.Profile.Metrics;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>A format of the metrics as HTTP names it.</summary>
internal sealed class ServedFormat
{
    private readonly MediaTypeHeaderValue _type;

    private ServedFormat(ExpositionFormat format, string contentType)
    {
        Format = format;
        ContentType = contentType;
        _type = MediaTypeHeaderValue.Parse(contentType);
    }

    public static ServedFormat Text { get; } = new(ExpositionFormat.Text, "text/plain; version=0.0.4; charset=utf-8");

    public static ServedFormat OpenMetrics { get; } = new(
        ExpositionFormat.OpenMetrics, "application/openmetrics-text; version=1.0.0; charset=utf-8");

    public static ServedFormat Protobuf { get; } = new(
        ExpositionFormat.Protobuf,
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

    public ExpositionFormat Format { get; }

    /// <summary>The value of <c>Content-Type</c>.</summary>
    public string ContentType { get; }

    public static ServedFormat Of(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Protobuf => Protobuf,
        ExpositionFormat.OpenMetrics => OpenMetrics,
        _ => Text,
    };

    /// <summary>
    /// Whether a range is this type and contradicts none of its parameters. Parameters we do not have are no
    /// contradiction: Prometheus 3 adds <c>escaping</c>.
    /// </summary>
    public bool IsNamedBy(MediaTypeHeaderValue range) =>
        range.MediaType.Equals(_type.MediaType, StringComparison.OrdinalIgnoreCase)
        && range.Parameters.All(parameter => ValueOf(parameter.Name) is not { HasValue: true } own || IsSame(own, parameter));

    /// <summary>How many of its parameters a range names.</summary>
    public int ParametersNamedBy(MediaTypeHeaderValue range) =>
        range.Parameters.Count(parameter => ValueOf(parameter.Name).HasValue);

    /// <summary>Whether a range is <c>*/*</c>, or all of its type.</summary>
    public bool IsCoveredByWildcard(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes
        || (range.MatchesAllSubTypes && range.Type.Equals(_type.Type, StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(StringSegment own, NameValueHeaderValue parameter) =>
        own.Equals(parameter.GetUnescapedValue(), StringComparison.OrdinalIgnoreCase);

    private StringSegment ValueOf(StringSegment name) =>
        NameValueHeaderValue.Find(_type.Parameters, name)?.Value ?? default;
}
