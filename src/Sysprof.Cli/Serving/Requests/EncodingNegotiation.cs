using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>Whether an <c>Accept-Encoding</c> header asks for gzip (RFC 9110, 12.5.3).</summary>
internal static class EncodingNegotiation
{
    /// <summary>Whether to compress: gzip is wanted, and not less than no encoding. What cannot be read asks for nothing.</summary>
    public static bool WantsGzip(StringValues acceptEncoding)
    {
        if (!StringWithQualityHeaderValue.TryParseStrictList([.. acceptEncoding.OfType<string>()], out IList<StringWithQualityHeaderValue>? codings))
        {
            return false;
        }

        double gzip = QualityOf(codings, "gzip") ?? QualityOf(codings, "x-gzip") ?? QualityOf(codings, "*") ?? 0;
        return gzip > 0 && gzip >= (QualityOf(codings, "identity") ?? 0);
    }

    private static double? QualityOf(IEnumerable<StringWithQualityHeaderValue> codings, string name) => codings
        .Where(coding => coding.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(coding => (double?)(coding.Quality ?? 1))
        .FirstOrDefault();
}
