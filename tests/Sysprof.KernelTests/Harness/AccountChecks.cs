using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>What must hold for every result, whatever was traced.</summary>
internal static class AccountChecks
{
    /// <summary>The run ended in order, its account balances, nothing was lost, and the tables agree with it.</summary>
    public static void AssertWhole(this Summary summary)
    {
        summary.AssertBalanced();
        Assert.True(summary.Ledger.Lost == 0, $"lost {summary.Ledger.Lost}: {summary.Ledger}");
        Assert.All(summary.Threads(), thread => Assert.Equal(0, thread.Thread.Lost));
    }

    /// <summary>The same where calls may be lost.</summary>
    public static void AssertBalanced(this Summary summary)
    {
        Assert.True(summary.Ledger.Closed, "the account is not closed");
        Assert.True(summary.Ledger.Unaccounted == 0, $"unaccounted {summary.Ledger.Unaccounted}: {summary.Ledger}");
        long calls = 0;
        long neverReturned = 0;
        foreach ((int row, ThreadRow thread) in summary.Threads())
        {
            AssertWithinLife(summary, row, thread);
            foreach (int cell in summary.Calls.CellsOf(row))
            {
                AssertSound(summary.Calls, cell);
                calls += summary.Calls.Cell(cell).Calls;
                neverReturned += summary.Calls.Cell(cell).NeverReturned;
            }
        }

        Assert.Equal(summary.Ledger.Returned + summary.Ledger.NeverReturn, calls);
        Assert.Equal(summary.Ledger.NeverReturn, neverReturned);
    }

    /// <summary>
    /// A thread makes one call at a time: together they take no longer than it lived. A latency that begins in the call
    /// of another thread of the same tid does.
    /// </summary>
    private static void AssertWithinLife(Summary summary, int row, ThreadRow thread)
    {
        long inCalls = 0;
        foreach (int cell in summary.Calls.CellsOf(row))
            inCalls += summary.Calls.Cell(cell).TimeNs;
        // Born when calls were no longer seen.
        long livedNs = Math.Max(0, summary.EndNs - (long)thread.Info.Key.StartNs);
        Assert.True(inCalls <= livedNs, $"{thread.Info.Key}: {inCalls} ns in calls, lived {livedNs} ns");
    }

    /// <summary>Every call that returned has one latency, and no call that did not.</summary>
    private static void AssertSound(CallTable table, int cell)
    {
        CallCell counted = table.Cell(cell);
        string name = SummaryCounts.Name(counted.Key);
        long latencies = table.BucketsOf(cell).Sum(bucket => bucket.Count);
        Assert.True(
            latencies == counted.Returned,
            $"{name}: {latencies} latencies of {counted.Calls} calls, {counted.NeverReturned} of which never returned");
        long errnos = table.ErrnosOf(cell).Sum(errno => errno.Count);
        Assert.True(counted.Errors == errnos, $"{name}: {counted.Errors} errors, but {errnos} by errno");
        Assert.True(counted.Errors + counted.Restarted <= counted.Returned, $"{name}: more outcomes than calls");
        Assert.True(counted.BlockedCalls <= counted.Returned, $"{name}: more blocked calls than calls");
        Assert.True(counted.BlockedNs <= counted.TimeNs, $"{name}: longer blocked than in the call");
        Assert.True(counted.MinNs <= counted.MaxNs && counted.MaxNs <= counted.TimeNs, $"{name}: min, max, sum");
    }
}
