using System.Globalization;
using Spectre.Console;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Top;

/// <summary>How single values look in a table on the screen.</summary>
internal static class Cells
{
    public const string None = "-";

    /// <summary>An id, without thousands apart.</summary>
    public static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share (0 to 1) as a percentage, always with one digit so that the points stand below each other.</summary>
    public static string Share(double share) =>
        (share * 100).ToString(share < 9.9995 ? "0.0" : "0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A share (0 to 1) as a percentage without digits.</summary>
    public static string WholeShare(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A latency of calls that returned.</summary>
    public static string Latency(ReportRow row, long? ns) =>
        row.Counts.Returned > 0 && ns is { } value ? Quantity.Duration(value) : None;

    /// <summary>A duration in nanoseconds, null for none.</summary>
    public static string Duration(long? ns) => ns is { } value ? Quantity.Duration(value) : None;

    /// <summary>The call that somebody is in, of several threads the longest.</summary>
    public static string NowIn(ReportGroup group) =>
        group.InFlight is { } call ? AbiNames.Qualified(call.Key) : group.Ended ? "ended" : "";

    /// <summary>How long somebody has been in it; with a plus when it began before we looked.</summary>
    public static string Age(ReportGroup group, TopFrame frame) => group.InFlight is { } call
        ? Quantity.Duration(frame.Report.InFlightNs(call)) + (call.BeforeStart ? "+" : "")
        : "";

    /// <summary>How a call in flight is drawn.</summary>
    public static Style AgeStyle(ReportGroup group, TopFrame frame) =>
        group.InFlight is { } call ? Palette.Age(frame.Report.InFlightNs(call)) : Palette.Faint;
}
