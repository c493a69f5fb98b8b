using System.Numerics;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Tests.Model;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>What a cell must hold, from the calls themselves, one by one.</summary>
internal static class CellTruth
{
    private static readonly int[] s_restarts = [-512, -513, -514, -516];

    /// <summary>Asserts that a cell holds these calls, of which there is one at least, and nothing else.</summary>
    public static void AssertHolds(CallTable table, int cell, FinishedCall[] calls)
    {
        ref readonly CallCell counted = ref table.Cell(cell);
        FinishedCall[] blocked = [.. calls.Where(call => (call.Number & NumberCode.Blocked) != 0)];
        FinishedCall[] failed = [.. calls.Where(call => call.Result < 0 && !s_restarts.Contains(call.Result))];
        bool returnsBytes = SyscallTable.For(counted.Key.Abi).Find(counted.Key.Number)?.ReturnsBytes == true;
        Assert.Equal(calls.Length, counted.Calls);
        Assert.Equal(calls.Sum(call => call.DurationNs), counted.TimeNs);
        Assert.Equal(calls.Min(call => call.DurationNs), counted.MinNs);
        Assert.Equal(calls.Max(call => call.DurationNs), counted.MaxNs);
        Assert.Equal(blocked.Length, counted.BlockedCalls);
        Assert.Equal(blocked.Sum(call => call.DurationNs), counted.BlockedNs);
        Assert.Equal(failed.Length, counted.Errors);
        Assert.Equal(calls.Count(call => s_restarts.Contains(call.Result)), counted.Restarted);
        Assert.Equal(returnsBytes ? calls.Sum(call => Math.Max(0L, call.Result)) : 0, counted.Bytes);
        Assert.Equal(
            failed.GroupBy(call => -call.Result).Select(errno => (errno.Key, errno.LongCount())).ToHashSet(),
            table.ErrnosOf(cell).ToHashSet());
        Assert.Equal(
            calls.GroupBy(call => ExactBuckets.Slot(Math.Max(1, call.DurationNs)))
                .OrderBy(slot => slot.Key)
                .Select(slot => (LatencyBuckets.IndexOf(slot.Key), slot.LongCount())),
            table.BucketsOf(cell));
        bool hasSizes = returnsBytes && counted.Resource is not null;
        AssertSizes(table, cell, hasSizes ? [.. calls.Where(call => call.Result >= 0).Select(call => call.Result)] : []);
    }

    /// <summary>Asserts that a cell has counted so many bytes of each call that has, and nothing else.</summary>
    public static void AssertSizes(CallTable table, int cell, int[] bytes)
    {
        long[] truth = new long[SizeClass.Count];
        foreach (int moved in bytes)
        {
            truth[moved == 0 ? 0 : 1 + BitOperations.Log2((uint)moved)]++;
        }

        long[] counted = new long[SizeClass.Count];
        table.AddSizesTo(counted, cell);
        Assert.Equal(truth, counted);
    }
}
