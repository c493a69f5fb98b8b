using System.Globalization;
using System.Text;
using Sysprof.Profile.Model;

namespace Sysprof.Tests.Recording;

/// <summary>
/// All that an interval holds as text: two are equal when their texts are, and a difference is seen at a glance.
/// </summary>
internal static class IntervalText
{
    public static string Of(IEnumerable<Interval> intervals) => string.Concat(intervals.Select(Of));

    public static string Of(Interval interval)
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture, $"{interval.StartNs}..{interval.EndNs} {interval.OwnCpuNs} {interval.UnseenNs} {interval.Ledger}");
        for (int row = 0; row < interval.Calls.ThreadCount; row++)
        {
            text.Append(OfThread(interval.Calls, row));
        }

        return text.ToString();
    }

    public static string OfThread(CallTable calls, int row)
    {
        var text = new StringBuilder();
        ref readonly ThreadRow thread = ref calls.Thread(row);
        text.AppendLine(CultureInfo.InvariantCulture, $"  {thread.Info} {thread.Lost} {thread.Ended} {thread.InFlight} {thread.UntilNs} {thread.Time}");
        foreach (int cell in calls.CellsOf(row))
        {
            Append(text, calls, cell);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, CallTable calls, int cell)
    {
        CallCell c = calls.Cell(cell);
        string counts = $"{c.Key} {c.Operation} {c.Resource?.Kind} {c.Resource?.Name} {c.Resource?.Peer} {c.Calls} {c.NeverReturned} {c.Errors} {c.Restarted} {c.BlockedCalls} {c.Bytes}";
        string times = $"{c.TimeNs} {c.BlockedNs} {c.IdleNs} {c.MinNs} {c.MaxNs}";
        string buckets = string.Join(' ', calls.BucketsOf(cell));
        string errnos = string.Join(' ', calls.ErrnosOf(cell));
        long[] classes = new long[SizeClass.Count];
        calls.AddSizesTo(classes, cell);
        string sizes = string.Join(' ', classes);
        text.AppendLine(CultureInfo.InvariantCulture, $"    {counts} | {times} | {buckets} | {errnos} | {sizes}");
    }
}
