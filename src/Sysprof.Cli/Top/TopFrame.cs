using System.Globalization;
using System.Runtime.InteropServices;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>What the cells of a frame are made from, beside their rows.</summary>
/// <param name="report">The report of the interval that is shown.</param>
/// <param name="run">The run.</param>
/// <param name="before">The last intervals, the oldest first.</param>
/// <param name="who">Whose calls are shown.</param>
internal sealed class TopFrame(Report report, RunInfo run, IReadOnlyList<LatencyDigest> before, SummaryFilter who)
{
    /// <summary>Intervals in a trend.</summary>
    public const int TrendLength = 10;

    private const string Levels = " ▁▂▃▄▅▆▇█";

    private Dictionary<CellKey, int[]>? _trends;

    /// <summary>The report of the interval that is shown.</summary>
    public Report Report => report;

    /// <summary>A filter as a condition on threads; null when it is none, so that all can be taken together.</summary>
    public static Func<ThreadInfo, bool>? Everybody(SummaryFilter who) => who.HidesThreads ? who.Shows : null;

    /// <summary>
    /// A count as a rate in at most seven columns: 1,009, 0.5, 1.23M, per second of the time that really passed.
    /// </summary>
    public string Rate(long count)
    {
        double rate = report.PerSecond(count);
        return rate switch
        {
            0 => Cells.None,
            < 9.95 => rate.ToString("0.0", CultureInfo.InvariantCulture),
            < 999_999.5 => Quantity.Count((long)Math.Round(rate)),
            _ => (rate / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + "M",
        };
    }

    /// <summary>Nanoseconds of all threads together as time per second: 3.00s for three threads that do nothing else.</summary>
    public string TimeRate(long ns) => ns == 0 ? Cells.None : Quantity.Duration((long)report.PerSecond(ns));

    /// <summary>CPU time of all threads together as a share of one CPU: 200.0% for two that do nothing else.</summary>
    public string CpuShare(ReportGroup group) =>
        group.Time is { } time ? Cells.Share(report.PerSecond(time.CpuNs) * 1e-9) : Cells.None;

    /// <summary>A part of what the threads did with their time.</summary>
    /// <param name="group">The threads.</param>
    /// <param name="part">The part, in nanoseconds.</param>
    /// <param name="asksAll">Whether it is known only where every call is traced.</param>
    public string TimePart(ReportGroup group, Func<ThreadTime, long> part, bool asksAll = false) =>
        group.Time is { WallNs: > 0 } time && !(asksAll && run.Syscalls.Length > 0)
            ? Cells.WholeShare((double)part(time) / time.WallNs)
            : Cells.None;

    /// <summary>Bytes per second.</summary>
    public string BytesRate(ReportRow row) =>
        row.HasBytes ? Quantity.Bytes((long)report.PerSecond(row.Counts.Bytes)) : Cells.None;

    /// <summary>The same of a count, "-" for none.</summary>
    public string BytesRate(long bytes) => bytes == 0 ? Cells.None : Quantity.Bytes((long)report.PerSecond(bytes));

    /// <summary>
    /// The 99th percentiles of a call in the last intervals: a column each, a step for a factor of two below the longest.
    /// </summary>
    public string Trend(ReportRow row)
    {
        if (who.OnlyResource is not null || who.OnlyPeer is not null)
        {
            // What was before is not kept for each file and peer.
            return "";
        }

        PrepareTrends();
        if (!_trends!.TryGetValue(row.Counts.Whole, out int[]? octaves))
        {
            return "";
        }

        int highest = octaves.Max();
        return string.Concat(octaves.Select(octave =>
            octave < 0 ? ' ' : Levels[Math.Max(1, Levels.Length - 1 - (highest - octave))]));
    }

    /// <summary>Makes what <see cref="Trend"/> needs; else its first use does.</summary>
    public void PrepareTrends() => _trends ??= MakeTrends();

    private Dictionary<CellKey, int[]> MakeTrends()
    {
        var trends = new Dictionary<CellKey, int[]>();
        for (int at = 0; at < before.Count; at++)
        {
            foreach ((CellKey key, OctaveCounts counts) in SumsOf(before[at]))
            {
                if (!trends.TryGetValue(key, out int[]? octaves))
                {
                    octaves = new int[before.Count];
                    Array.Fill(octaves, -1);
                    trends.Add(key, octaves);
                }

                octaves[at] = counts.Quantile(0.99);
            }
        }

        return trends;
    }

    /// <summary>Counts by system call, and beside them by operation where there is one: rows are of either kind.</summary>
    private Dictionary<CellKey, OctaveCounts> SumsOf(LatencyDigest digest)
    {
        var parts = new Dictionary<CellKey, OctaveCounts>();
        digest.AddTo(parts, Everybody(who));
        var sums = new Dictionary<CellKey, OctaveCounts>();
        foreach ((CellKey key, OctaveCounts counts) in parts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sums, new CellKey(key.Call), out _).Add(counts);
            if (key.IsPart)
            {
                sums[key] = counts;
            }
        }

        return sums;
    }
}
