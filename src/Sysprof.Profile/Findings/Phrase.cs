using System.Globalization;
using Sysprof.Profile.Export;

namespace Sysprof.Profile.Findings;

/// <summary>Numbers in the sentences of findings and of what rules look for.</summary>
internal static class Phrase
{
    /// <summary>A rate per second: 12,345/s, 4.7/s.</summary>
    public static string Rate(double perSecond) =>
        (perSecond < 10 ? perSecond.ToString("0.##", CultureInfo.InvariantCulture) : Quantity.Count((long)perSecond)) + "/s";

    /// <summary>A duration given in seconds.</summary>
    public static string Seconds(double seconds) => Quantity.Duration((long)Math.Round(seconds * 1e9));

    /// <summary>A number with its unit.</summary>
    public static string Of(double value, FindingUnit unit) => unit switch
    {
        FindingUnit.Calls => Quantity.Count((long)value),
        FindingUnit.CallsPerSecond => Rate(value),
        FindingUnit.Share => Quantity.Percent(Math.Round(value, 3)),
        FindingUnit.Seconds => Seconds(value),
        FindingUnit.SecondsPerSecond => Seconds(value) + "/s",
        FindingUnit.Bytes => value < 100 ? value.ToString("0.#", CultureInfo.InvariantCulture) + "B" : Quantity.Bytes((long)value),
        FindingUnit.Ratio => value.ToString(value < 10 ? "0.#" : "0", CultureInfo.InvariantCulture) + "x",
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };
}
