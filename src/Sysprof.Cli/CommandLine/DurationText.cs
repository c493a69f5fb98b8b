using System.Globalization;
using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>Durations as people write them: <c>500ms</c>, <c>1.5s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class DurationText
{
    /// <summary>The longest duration accepted: far beyond any run, and far from overflowing 64 bits of nanoseconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    // "ms" comes before the units it ends with.
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>The duration that <paramref name="option"/> was given, at least <paramref name="shortest"/>.</summary>
    /// <exception cref="SysprofException">It is none; says which units there are.</exception>
    public static TimeSpan Parse(string option, string text, TimeSpan shortest)
    {
        TimeSpan duration = Parse(option, text);
        if (duration >= shortest)
        {
            return duration;
        }

        throw duration == TimeSpan.Zero
            ? Wrong(option, text, "must be longer than zero")
            : Wrong(option, text, $"must be {Format(shortest)} or longer");
    }

    /// <summary>The duration that <paramref name="option"/> was given, zero included.</summary>
    /// <exception cref="SysprofException">It is none; says which units there are.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        (string unit, double milliseconds) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        string number = unit is null ? text : text[..^unit.Length];
        const NumberStyles plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (!double.TryParse(number, plain, CultureInfo.InvariantCulture, out double count) || !double.IsFinite(count))
        {
            throw Wrong(option, text, "is not a duration; write a number and ms, s, m or h, as in 500ms or 1.5s");
        }

        if (double.IsNegative(count))
        {
            throw Wrong(option, text, "must be longer than zero");
        }

        if (unit is null)
        {
            throw Wrong(option, text, $"has no unit; write {number}ms, {number}s, {number}m or {number}h");
        }

        return count * milliseconds <= Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(count * milliseconds)
            : throw Wrong(option, text, $"is too long; the longest is {Format(Longest)}");
    }

    /// <summary>A duration in the grammar that <see cref="Parse(string, string)"/> reads, to three digits.</summary>
    public static string Format(TimeSpan duration)
    {
        (string unit, double milliseconds) = duration.TotalMilliseconds switch
        {
            < 1000 => Units[0],
            < 120_000 => Units[1],
            < 7_200_000 => Units[2],
            _ => Units[3],
        };
        string number = (duration.TotalMilliseconds / milliseconds).ToString("0.###", CultureInfo.InvariantCulture);
        return number + unit;
    }

    private static SysprofException Wrong(string option, string text, string what) =>
        Usage.Error($"{option} '{text}': {what}");
}
