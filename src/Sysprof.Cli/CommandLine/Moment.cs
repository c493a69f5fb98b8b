using System.Globalization;
using Sysprof.Profile;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.CommandLine;

/// <summary>
/// A moment of a recording: a duration since its start (<c>5s</c>), a date and time (<c>2026-03-01T12:00:05Z</c>), or a
/// local time of day (<c>12:00:05</c>).
/// </summary>
internal sealed class Moment
{
    private static readonly string[] TimesOfDay = ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF"];

    private readonly Func<DateTimeOffset, TimeZoneInfo, TimeSpan> _sinceStart;

    private Moment(Func<DateTimeOffset, TimeZoneInfo, TimeSpan> sinceStart) => _sinceStart = sinceStart;

    /// <summary>The moment that <paramref name="option"/> was given.</summary>
    /// <exception cref="SysprofException">It is none.</exception>
    public static Moment Parse(string option, string text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (TimeOnly.TryParseExact(text, TimesOfDay, invariant, DateTimeStyles.None, out TimeOnly timeOfDay))
        {
            return new Moment((start, local) => AtTimeOfDay(timeOfDay, start, local) - start);
        }

        // A date makes it a point in time; without an offset it is local, as a time of day is.
        bool dated = text.Length >= 10 && text[4] == '-';
        if (dated && DateTime.TryParse(text, invariant, DateTimeStyles.RoundtripKind, out DateTime dateTime))
        {
            return new Moment((start, local) => AtDate(dateTime, local) - start);
        }

        if (dated || text.Contains(':', StringComparison.Ordinal))
        {
            throw Usage.Error($"{option} '{text}': is not a time; write 5s, 12:00:05 or 2026-03-01T12:00:05Z");
        }

        TimeSpan duration = DurationText.Parse(option, text);
        return new Moment((_, _) => duration);
    }

    /// <summary>Where it lies in a run, on the clock of its intervals (CLOCK_MONOTONIC nanoseconds).</summary>
    public long ToNs(RunInfo run, TimeZoneInfo local) =>
        run.StartNs + _sinceStart(run.Start, local).Ticks * TimeSpan.NanosecondsPerTick;

    // With an offset in the text the kind is Utc or Local: a point in time already.
    private static DateTimeOffset AtDate(DateTime dateTime, TimeZoneInfo local) =>
        dateTime.Kind == DateTimeKind.Unspecified ? InZone(dateTime, local) : new DateTimeOffset(dateTime);

    // Just before the time of the start it means "from the beginning"; long before it, the day after, since the
    // recording ran over midnight. Half a day decides.
    private static DateTimeOffset AtTimeOfDay(TimeOnly timeOfDay, DateTimeOffset start, TimeZoneInfo local)
    {
        DateTime localStart = TimeZoneInfo.ConvertTime(start, local).DateTime;
        DateTime sameDay = localStart.Date + timeOfDay.ToTimeSpan();
        return InZone(sameDay < localStart.AddHours(-12) ? sameDay.AddDays(1) : sameDay, local);
    }

    private static DateTimeOffset InZone(DateTime dateTime, TimeZoneInfo local) =>
        new(dateTime, local.GetUtcOffset(dateTime));
}
