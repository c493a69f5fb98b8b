using System.Globalization;
using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>Shares of a CPU as people write them: <c>2%</c>, <c>0.5%</c>, <c>2</c>.</summary>
internal static class PercentText
{
    /// <summary>The share that <paramref name="option"/> was given, 2% as 0.02: above 0, at most every CPU.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">What was written.</param>
    /// <param name="cpus">How many CPUs there are.</param>
    /// <exception cref="SysprofException">It is none; says what would be right.</exception>
    public static double ParseCpuShare(string option, string text, int cpus)
    {
        string number = text.EndsWith('%') ? text[..^1] : text;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            || !double.IsFinite(percent))
        {
            throw Wrong("is not a percentage; write one of a CPU, as in 2% or 0.5%");
        }

        return percent > 0 && percent <= 100.0 * cpus
            ? percent / 100
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"must be above 0% and at most {100 * cpus}%: {cpus} CPUs"));

        SysprofException Wrong(string what) => Usage.Error($"{option} '{text}': {what}");
    }
}
