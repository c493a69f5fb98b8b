using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Sysprof.Profile.Metrics;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>Which of our formats an <c>Accept</c> header asks for (RFC 9110, 12.5.1).</summary>
/// <remarks>
/// The most specific range that covers a format says how much it is wanted. Of formats that are wanted alike, those that
/// are named come first, the richest before the others; what only a wildcard covers is read by people or simple
/// programs, which get text.
/// </remarks>
internal static class FormatNegotiation
{
    private static readonly ServedFormat[] s_richestFirst = [ServedFormat.Protobuf, ServedFormat.OpenMetrics, ServedFormat.Text];
    private static readonly ServedFormat[] s_plainestFirst = [ServedFormat.Text, ServedFormat.OpenMetrics, ServedFormat.Protobuf];

    /// <summary>Finds the format.</summary>
    /// <param name="accept">The values of the header; none, or only blanks, ask for text.</param>
    /// <param name="format">What to send, if there is anything.</param>
    public static NegotiationOutcome Choose(StringValues accept, out ExpositionFormat format)
    {
        format = ExpositionFormat.Text;
        if (accept.All(string.IsNullOrWhiteSpace))
        {
            return NegotiationOutcome.Chosen;
        }

        if (!MediaTypeHeaderValue.TryParseStrictList([.. accept.OfType<string>()], out IList<MediaTypeHeaderValue>? ranges)
            || ranges.Any(HasWrongQuality))
        {
            return NegotiationOutcome.Malformed;
        }

        ExpositionFormat? chosen = Best(ranges);
        format = chosen ?? ExpositionFormat.Text;
        return chosen is null ? NegotiationOutcome.NothingAcceptable : NegotiationOutcome.Chosen;
    }

    private static bool HasWrongQuality(MediaTypeHeaderValue range) =>
        range.Quality is null && range.Parameters.Any(parameter => parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase));

    private static ExpositionFormat? Best(IList<MediaTypeHeaderValue> ranges)
    {
        var named = s_richestFirst.Select(format => (format.Format, Quality: NamedQuality(format, ranges))).ToArray();
        var wild = s_plainestFirst
            .Where(format => NamedQuality(format, ranges) is null)
            .Select(format => (format.Format, Quality: WildcardQuality(format, ranges)));

        // The order is kept between equals: the named ones first, each kind in its own order.
        return named.Concat(wild)
            .Where(candidate => candidate.Quality > 0)
            .OrderByDescending(candidate => candidate.Quality)
            .Select(candidate => (ExpositionFormat?)candidate.Format)
            .FirstOrDefault();
    }

    /// <summary>How much a format is wanted by name: by the range with most of our parameters, then by the keenest.</summary>
    private static double? NamedQuality(ServedFormat format, IEnumerable<MediaTypeHeaderValue> ranges) => ranges
        .Where(format.IsNamedBy)
        .OrderByDescending(format.ParametersNamedBy)
        .ThenByDescending(QualityOf)
        .Select(range => (double?)QualityOf(range))
        .FirstOrDefault();

    private static double? WildcardQuality(ServedFormat format, IEnumerable<MediaTypeHeaderValue> ranges) => ranges
        .Where(format.IsCoveredByWildcard)
        .OrderBy(range => range.MatchesAllTypes)
        .ThenByDescending(QualityOf)
        .Select(range => (double?)QualityOf(range))
        .FirstOrDefault();

    private static double QualityOf(MediaTypeHeaderValue range) => range.Quality ?? 1;
}
