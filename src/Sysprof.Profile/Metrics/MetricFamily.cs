namespace Sysprof.Profile.Metrics;

/// <summary>Metrics of one name, which differ by their labels.</summary>
/// <param name="Name">As Prometheus stores it: base units, and <c>_total</c> at a counter's end.</param>
/// <param name="Kind">What its samples are.</param>
/// <param name="Help">One line for whoever reads the exposition.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, string Help)
{
    private static readonly string[] s_units = ["seconds", "bytes"];

    /// <summary>What a counter's name ends with.</summary>
    public const string CounterSuffix = "_total";

    /// <summary>The name that OpenMetrics gives the family: a counter's without its ending.</summary>
    public string FamilyName { get; } = Kind == MetricKind.Counter ? Name[..^CounterSuffix.Length] : Name;

    /// <summary>The unit in the name, "" for a plain number.</summary>
    public string Unit { get; } = Array.Find(
        s_units, unit => Name.Replace(CounterSuffix, "", StringComparison.Ordinal).EndsWith("_" + unit, StringComparison.Ordinal)) ?? "";
}
