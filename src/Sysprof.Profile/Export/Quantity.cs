using System.Globalization;

namespace Sysprof.Profile.Export;

/// <summary>Numbers as text, in the invariant culture.</summary>
public static class Quantity
{
    private const long Second = 1_000_000_000;
    private static readonly string[] s_byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Nanoseconds as exact seconds.</summary>
    public static decimal Seconds(long ns) => ns / (decimal)Second;

    /// <summary>A count with thousands apart: 1,009.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration in at most six columns: 417ns, 45.6µs, 1.23ms, 12.3s, 1m23s, 1h02m, 3d04h.</summary>
    public static string Duration(long ns)
    {
        if (ns < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{ns}ns");
        }

        if (ns < 999_500)
        {
            return ThreeDigits(ns / 1e3, 2) + "µs";
        }

        if (ns < 999_500_000)
        {
            return ThreeDigits(ns / 1e6, 2) + "ms";
        }

        long seconds = (ns + Second / 2) / Second;
        return seconds switch
        {
            < 60 => ThreeDigits(ns / 1e9, 2) + "s",
            < 3600 => Pair(seconds, 60, 'm', 's'),
            < 24 * 3600 => Pair(seconds / 60, 60, 'h', 'm'),
            < 100 * 24 * 3600 => Pair(seconds / 3600, 24, 'd', 'h'),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / (24 * 3600)}d"),
        };
    }

    /// <summary>Bytes in at most seven columns, by powers of 1024: 512B, 1.50KiB.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < s_byteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return ThreeDigits(value, unit == 0 ? 0 : 2) + s_byteUnits[unit];
    }

    /// <summary>A share (0 to 1) as a percentage: 97%, 1.2%, 0.03%.</summary>
    public static string Percent(double share) =>
        (share * 100).ToString(share < 0.01 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>A moment in UTC by RFC 3339, with as many decimals as it has: 2026-01-02T03:04:05.25Z.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Pair(long count, int perMajor, char major, char minor) =>
        string.Create(CultureInfo.InvariantCulture, $"{count / perMajor}{major}{count % perMajor:00}{minor}");

    private static string ThreeDigits(double value, int decimals)
    {
        int kept = Math.Min(decimals, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
        return value.ToString("F" + kept.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
