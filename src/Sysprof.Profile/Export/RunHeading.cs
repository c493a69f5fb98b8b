using System.Globalization;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>The first line for people: where, when, for how long and of whom a result is.</summary>
internal static class RunHeading
{
    /// <summary>Its parts, fit for a terminal.</summary>
    public static IEnumerable<string> Parts(Report report)
    {
        Summary summary = report.Summary;
        yield return SafeText.Escape(summary.Run.Host);
        yield return $"Linux {SafeText.Escape(summary.Run.Kernel)}";
        yield return report.Start.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        yield return Quantity.Duration(summary.EndNs - summary.StartNs);
        yield return SafeText.Escape(summary.Run.Target);
        if (summary.Run.Syscalls.Length > 0)
        {
            yield return $"-e {SafeText.Escape(summary.Run.Syscalls)}";
        }
    }
}
