using System.Globalization;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;

namespace Sysprof.Cli.Running;

/// <summary>Writes intervals into a recording and keeps the few sums that its summary shows.</summary>
/// <remarks>What it holds does not grow with the run: a recording may go on for days.</remarks>
internal sealed class RecordingSink(RecordingWriter writer, string path, RunInfo run) : IDisposable
{
    // The ledger and the cost are those of the intervals without their calls.
    private readonly Summary _account = new(run);
    private readonly CallTable _noCalls = new();
    private int _mostThreads;

    /// <summary>Writes an interval.</summary>
    public void Take(Interval interval)
    {
        writer.Write(interval);
        _mostThreads = Math.Max(_mostThreads, interval.Calls.ThreadCount);
        _account.Add(new Interval
        {
            StartNs = interval.StartNs,
            EndNs = interval.EndNs,
            UnseenNs = interval.UnseenNs,
            Calls = _noCalls,
            Ledger = interval.Ledger,
            Unresolved = interval.Unresolved,
            OwnCpuNs = interval.OwnCpuNs,
        });
    }

    /// <summary>Ends the recording and says what is in it.</summary>
    public void Finish(TextWriter messages, int width)
    {
        writer.Close();
        long calls = _account.Ledger.Returned + _account.Ledger.NeverReturn;
        messages.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{SafeText.Escape(path)}: {Size(writer.Bytes)}, {Count(writer.Intervals, "interval")} in {_account.DurationSeconds:0.0} s"));
        messages.WriteLine($"{Count(calls, "call")}, at most {Count(_mostThreads, "thread")} in an interval");
        foreach (string line in ReportFooter.Lines(new Report(_account, new ReportOptions()), width))
        {
            messages.WriteLine(line);
        }
    }

    public void Dispose() => writer.Dispose();

    private static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Size(long bytes)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return bytes switch
        {
            < 1_000 => string.Create(invariant, $"{bytes} B"),
            < 1_000_000 => string.Create(invariant, $"{bytes / 1e3:0.0} kB"),
            < 1_000_000_000 => string.Create(invariant, $"{bytes / 1e6:0.0} MB"),
            _ => string.Create(invariant, $"{bytes / 1e9:0.00} GB"),
        };
    }
}
