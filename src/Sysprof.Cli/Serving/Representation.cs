using Sysprof.Profile.Metrics;

namespace Sysprof.Cli.Serving;

/// <summary>What a scrape gets.</summary>
/// <param name="Format">How the metrics are written.</param>
/// <param name="IsCompressed">Whether gzip is applied.</param>
internal readonly record struct Representation(ExpositionFormat Format, bool IsCompressed);
