using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.EndToEndTests.Faults;

/// <summary>A recording that a test has made, read to its end.</summary>
/// <param name="Summary">All that is in it.</param>
/// <param name="Intervals">How long each of its intervals is.</param>
/// <param name="End">How it ended.</param>
internal sealed record Recording(Summary Summary, IReadOnlyList<TimeSpan> Intervals, RecordingEnd End)
{
    public static Recording Read(string file)
    {
        using RecordingReader reader = RecordingReader.Open(file);
        var summary = new Summary(reader.Run);
        var intervals = new List<TimeSpan>();
        foreach (Interval interval in reader.ReadIntervals())
        {
            summary.Add(interval);
            intervals.Add(TimeSpan.FromTicks((interval.EndNs - interval.StartNs) / 100));
        }

        return new Recording(summary, intervals, reader.End);
    }
}
