using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Sysprof.Cli.Serving.Requests;

/// <summary>How long Prometheus waits for a scrape, which it says in a header.</summary>
internal static class ScrapeTimeout
{
    /// <summary>The header: seconds, with a fraction.</summary>
    public const string Header = "X-Prometheus-Scrape-Timeout-Seconds";

    private const double MostMarginSeconds = 0.5;
    private const double MarginShare = 0.1;

    // Beyond an hour nobody waits, and timers have a limit.
    private const double MostSeconds = 3600;

    /// <summary>
    /// Reads the header. The answer must be there before Prometheus gives up: half a second before, or a tenth of the
    /// time where that is less.
    /// </summary>
    /// <param name="values">The values of the header.</param>
    /// <param name="patience">How long to try, null without a limit: no header, zero, or less.</param>
    /// <returns>Whether it could be read. As in blackbox_exporter a number that is none is not passed over.</returns>
    public static bool TryRead(StringValues values, out TimeSpan? patience)
    {
        patience = null;
        if (StringValues.IsNullOrEmpty(values))
        {
            return true;
        }

        if (values.Count > 1
            || !double.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            || !double.IsFinite(seconds))
        {
            return false;
        }

        if (seconds > 0)
        {
            double waited = Math.Min(seconds, MostSeconds);
            patience = TimeSpan.FromSeconds(waited - Math.Min(MostMarginSeconds, waited * MarginShare));
        }

        return true;
    }
}
