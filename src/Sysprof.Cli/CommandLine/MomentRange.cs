using Sysprof.Profile;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.CommandLine;

/// <summary>A part of a recording.</summary>
/// <param name="From">Its beginning; null for the recording's.</param>
/// <param name="To">Its end, outside of it; null for the recording's.</param>
internal sealed record MomentRange(Moment? From, Moment? To)
{
    /// <summary>The part on the clock of a run's intervals (CLOCK_MONOTONIC nanoseconds): from, included, and to.</summary>
    /// <exception cref="SysprofException">It ends before it begins.</exception>
    public (long FromNs, long ToNs) ToNs(RunInfo run, TimeZoneInfo local)
    {
        long fromNs = From?.ToNs(run, local) ?? long.MinValue;
        long toNs = To?.ToNs(run, local) ?? long.MaxValue;
        return fromNs < toNs ? (fromNs, toNs) : throw Usage.Error("--to must be later than --from");
    }
}
