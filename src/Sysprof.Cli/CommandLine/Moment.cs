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

    private readonly TimeSpan? _sinceStart;
    private readonly DateTimeOffset? _at;
    private readonly TimeOnly _timeOfDay;

    private Moment(TimeSpan? sinceStart, DateTimeOffset? at, TimeOnly timeOfDay) =>
        (_sinceStart, _at, _timeOfDay) = (sinceStart, at, timeOfDay);

    /// <summary>The moment that <paramref name="option"/> was given.</summary>
    /// <exception cref="SysprofException">It is none.</exception>
    public static Moment Parse(string option, string text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (TimeOnly.TryParseExact(text, TimesOfDay, invariant, DateTimeStyles.None, out TimeOnly timeOfDay))
        {
            return new Moment(null, null, timeOfDay);
        }

        // A date makes it a point in time; without an offset it is local, as a time of day is.
        bool dated = text.Length >= 10 && text[4] == '-';
        if (dated && DateTimeOffset.TryParse(text, invariant, DateTimeStyles.AssumeLocal, out DateTimeOffset at))
        {
            return new Moment(null, at, default);
        }

        if (dated || text.Contains(':', StringComparison.Ordinal))
        {
            throw Usage.Error($"{option} '{text}': is not a time; write 5s, 12:00:05 or 2026-03-01T12:00:05Z");
        }

        return new Moment(DurationText.Parse(option, text), null, default);
    }

    /// <summary>Where it lies in a run, on the clock of its intervals (CLOCK_MONOTONIC nanoseconds).</summary>
    public long ToNs(RunInfo run, TimeZoneInfo local)
    {
        TimeSpan sinceStart = _sinceStart ?? (_at ?? AtTimeOfDay(run.Start, local)) - run.Start;
        return run.StartNs + sinceStart.Ticks * TimeSpan.NanosecondsPerTick;
    }

    // A time of day before that of the start belongs to the next day: the recording ran over midnight. One that lies
    // just before the start means "from the beginning", so half a day decides.
    private DateTimeOffset AtTimeOfDay(DateTimeOffset start, TimeZoneInfo local)
    {
        DateTimeOffset localStart = TimeZoneInfo.ConvertTime(start, local);
        DateTime day = localStart.Date + _timeOfDay.ToTimeSpan();
        DateTime dateTime = day < localStart.DateTime.AddHours(-12) ? day.AddDays(1) : day;
        return new DateTimeOffset(dateTime, local.GetUtcOffset(dateTime));
    }
}
