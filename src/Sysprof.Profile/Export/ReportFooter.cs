using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>What stands below every table: what is hidden, what was lost, the account and the own cost.</summary>
public static class ReportFooter
{
    private const string Separator = " ";
    private const int Indent = 4;

    /// <summary>The lines, each at most <paramref name="width"/> wide; terms that do not fit go on indented.</summary>
    public static IEnumerable<string> Lines(Report report, int width = TableOptions.DefaultWidth) =>
        Sections(report, width).SelectMany(section => section.Lines);

    /// <summary>The same, with a mark on what is wrong and has to stand out.</summary>
    internal static IEnumerable<(IEnumerable<string> Lines, bool IsAlarm)> Sections(Report report, int width)
    {
        Summary summary = report.Summary;
        yield return (Wrap(Shown(report)), false);
        yield return (Wrap(Time(report)), false);
        yield return (Wrap(Lost(summary)), true);
        yield return (Wrap(Unresolved(report)), true);
        yield return (Wrap(Account(summary.Ledger)), summary.Ledger.Unaccounted != 0);
        yield return (Wrap(Cost(summary)), false);
        yield return (Wrap(Seen(summary)), false);

        IEnumerable<string> Wrap(IEnumerable<string> parts) => TextLines.Wrap(parts, Separator, Indent, width);
    }

    private static IEnumerable<string> Shown(Report report)
    {
        int threads = report.Summary.Calls.ThreadCount;
        if (report.ShownCalls != report.TotalCalls || report.ShownThreads != threads)
        {
            yield return $"shown: {Quantity.Count(report.ShownCalls)} of {Quantity.Count(report.TotalCalls)} calls,";
            yield return $"{Quantity.Count(report.ShownThreads)} of {Quantity.Count(threads)} threads;";
            yield return "the ledger is of all";
        }

        if (report.UngroupedCalls > 0)
        {
            string what = report.Options.By == GroupBy.Peer ? "with nobody at the other end" : "without a descriptor";
            yield return $"{what}: {Quantity.Count(report.UngroupedCalls)} calls";
        }
    }

    private static IEnumerable<string> Time(Report report)
    {
        if (report.Time is not { WallNs: > 0 } time)
        {
            return [];
        }

        string[] shares = TimeText.Of(time).Split(", ");
        return shares.Select((share, at) => (at == 0 ? "threads: " : "") + share + (at < shares.Length - 1 ? "," : ""));
    }

    private static List<string> Lost(Summary summary)
    {
        Ledger ledger = summary.Ledger;
        if (ledger.Lost <= 0)
        {
            return [];
        }

        double share = (double)ledger.Lost / Math.Max(ledger.Entered, ledger.Lost);
        List<string> parts =
        [
            $"LOST {Quantity.Count(ledger.Lost)} calls ({Quantity.Percent(share)}):",
            "counts and times are underreported",
        ];
        foreach (LossReason reason in LossReason.Of(ledger, summary.Run))
        {
            parts[^1] += ";";
            parts.Add($"{reason.Name} {Quantity.Count(reason.Calls)}{(reason.Remedy.Length > 0 ? "," : "")}");
            if (reason.Remedy.Length > 0)
            {
                parts.Add($"next time {reason.Remedy}");
            }
        }

        return parts;
    }

    private static List<string> Unresolved(Report report)
    {
        long updates = report.Options.By is GroupBy.File or GroupBy.Peer ? report.Summary.Ledger.DescriptorsLost : 0;
        string[] counts =
        [
            .. updates > 0 ? (string[])[$"{Quantity.Count(updates)} descriptor {(updates == 1 ? "update" : "updates")} dropped"] : [],
            .. report.Summary.Unresolved.Select(count => $"{Quantity.Count(count.Count)} {count.CountedWhat}"),
        ];
        List<string> parts = [.. counts.Select((count, at) => (at == 0 ? "UNRESOLVED: " : "") + count + (at < counts.Length - 1 ? "," : ""))];
        if (updates > 0)
        {
            parts[^1] += ";";
            parts.Add("calls may be counted on an earlier file");
            if (LossReason.BiggerRing(report.Summary.Run) is { } ring)
            {
                parts[^1] += ",";
                parts.Add($"next time {ring}");
            }
        }

        return parts;
    }

    private static List<string> Account(Ledger ledger)
    {
        string entered = $"entered {Quantity.Count(ledger.Entered)}";
        List<string> parts =
        [
            "ledger: " + (ledger.CarriedIn == 0 ? "" : $"carried in {Quantity.Count(ledger.CarriedIn)} + ") + entered,
            $"= returned {Quantity.Count(ledger.Returned)}",
            $"+ in flight {Quantity.Count(ledger.InFlight)}",
            $"+ never return {Quantity.Count(ledger.NeverReturn)}",
            .. ledger.Cut == 0 ? [] : (string[])[$"+ cut {Quantity.Count(ledger.Cut)}"],
            $"+ lost {Quantity.Count(ledger.Lost)}",
        ];
        Append(ledger.Denied != 0, $"denied {Quantity.Count(ledger.Denied)}");
        Append(ledger.Skipped != 0, $"skipped {Quantity.Count(ledger.Skipped)}");
        Append(ledger.OpenAtStart != 0, $"open at start {Quantity.Count(ledger.OpenAtStart)}");
        Append(!ledger.Closed, "not closed: in flight is the difference of the others");
        Append(ledger.Unaccounted != 0, $"DOES NOT BALANCE: {Quantity.Count(ledger.Unaccounted)} unaccounted for");
        return parts;

        void Append(bool isNeeded, string part)
        {
            if (isNeeded)
            {
                parts[^1] += ";";
                parts.Add(part);
            }
        }
    }

    private static IEnumerable<string> Cost(Summary summary)
    {
        double nsPerCall = summary.Run.NsPerCall;
        yield return double.IsFinite(nsPerCall) && nsPerCall > 0
            ? $"cost: {Quantity.Count((long)Math.Round(nsPerCall))} ns per call,"
            : "cost: ns per call not measured,";
        yield return double.IsFinite(summary.CpuFraction)
            ? $"{Quantity.Percent(summary.CpuFraction)} of a CPU"
            : "share of a CPU not known";
    }

    /// <summary>With a bound never silently: which part of the time the counts are of.</summary>
    private static IEnumerable<string> Seen(Summary summary)
    {
        if (summary.Run.MaxOverhead <= 0 && summary.UnseenNs == 0)
        {
            yield break;
        }

        string bound = summary.Run.MaxOverhead > 0 ? $" (--max-overhead {Quantity.Percent(summary.Run.MaxOverhead)})" : "";
        bool isPart = summary.UnseenNs > 0;
        yield return $"seen {Quantity.Percent(summary.SeenFraction)} of the time{bound}{(isPart ? ";" : "")}";
        if (isPart)
        {
            yield return "rates are scaled,";
            yield return "counts are of the time seen";
        }
    }
}
