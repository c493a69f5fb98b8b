using System.Collections.Frozen;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Aggregation.Descriptors;
using Sysprof.Profile.Model;
using Sysprof.Tests.Aggregation.Descriptors;
using Xunit;

namespace Sysprof.Tests.Aggregation;

/// <summary>What leaves the loop that counts most calls, and what is at its edges.</summary>
public sealed class CallCounterTests
{
    private const int Getppid = 110;

    [Fact]
    public void A_bucket_that_overflows_carries()
    {
        CallTable table = Count(Enumerable.Repeat(new FinishedCall { Number = Getppid, DurationLow = 80 }, 200_003));

        Assert.Equal([(LatencyBuckets.IndexOf(LatencyBuckets.Slot(80)), 200_003L)], table.BucketsOf(0));
        Assert.Equal(200_003, table.Cell(0).Calls);
    }

    [Fact]
    public void Buckets_that_overflow_far_apart_carry_each()
    {
        uint[] durations = [80, 40_000_000, 85, 300];
        CallTable table = Count(Enumerable.Range(0, 4 * 70_001)
            .Select(i => new FinishedCall { Number = Getppid, DurationLow = durations[i % 4] }));

        Assert.Equal(
            durations.Order().Select(ns => (LatencyBuckets.IndexOf(LatencyBuckets.Slot(ns)), 70_001L)), table.BucketsOf(0));
    }

    [Fact]
    public void Numbers_in_no_table_are_kept_apart_up_to_a_bound()
    {
        CallTable table = Count(Enumerable.Range(0, 2 * 300)
            .Select(i => new FinishedCall { Number = NumberCode.Unknown, Argument = 5000 + (uint)(i % 300), DurationLow = 80 }));

        Assert.Equal(257, table.CellCount);
        Assert.Equal(CallAggregator.OtherUnknownNumber, table.Cell(256).Key.Number);
        Assert.Equal([.. Enumerable.Repeat(2L, 256), 2 * 44], Enumerable.Range(0, 257).Select(cell => table.Cell(cell).Calls));
    }

    [Fact]
    public void Latencies_far_apart_are_counted_in_turn()
    {
        uint[] durations = [300, 40_000_000, 350, 90, 45_000_000, 800];
        CallTable table = Count(Enumerable.Range(0, 6 * 1009)
            .Select(i => new FinishedCall { Number = Getppid, DurationLow = durations[i % 6] }));

        Assert.Equal(
            durations.Order().Select(ns => (LatencyBuckets.IndexOf(LatencyBuckets.Slot(ns)), 1009L)), table.BucketsOf(0));
        Assert.Equal((90, 45_000_000), (table.Cell(0).MinNs, table.Cell(0).MaxNs));
    }

    [Fact]
    public void Each_errno_is_counted_though_one_is_the_usual()
    {
        int[] results = [-11, 0, -11, -2, -512, 5, -4095];
        CallTable table = Count(Enumerable.Range(0, 7 * 101)
            .Select(i => new FinishedCall { Number = 0, DurationLow = 80, Result = results[i % 7] }));

        Assert.Equal([(11, 202L), (2, 101L), (4095, 101L)], table.ErrnosOf(0));
        Assert.Equal((404, 101, 505), (table.Cell(0).Errors, table.Cell(0).Restarted, table.Cell(0).Bytes));
    }

    [Fact]
    public void Durations_at_both_ends_of_the_wire_are_counted()
    {
        var longest = new FinishedCall { Number = Getppid, DurationLow = uint.MaxValue, DurationHigh = ushort.MaxValue };
        CallTable table = Count([new FinishedCall { Number = Getppid }, longest, longest, new FinishedCall { Number = Getppid }]);

        Assert.Equal(
            [(LatencyBuckets.IndexOf(LatencyBuckets.Slot(1)), 2L), (LatencyBuckets.IndexOf(LatencyBuckets.Slot(LatencyBuckets.MaxNs)), 2L)],
            table.BucketsOf(0));
        Assert.Equal((0, LatencyBuckets.MaxNs), (table.Cell(0).MinNs, table.Cell(0).MaxNs));
    }

    [Fact]
    public void Any_number_of_different_calls_find_their_cells()
    {
        // Every eighth number, so that their places collide, and each twice in a row.
        CallTable table = Count(Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat(
            new FinishedCall { Number = (ushort)(i % 40 * 8), DurationLow = 80 + (uint)i }, 2)));

        Assert.Equal(40, table.CellCount);
        foreach (int cell in table.CellsOf(0))
        {
            int rounds = table.Cell(cell).Key.Number / 8 < 300 % 40 ? 8 : 7;
            Assert.Equal(2 * rounds, table.Cell(cell).Calls);
        }
    }

    [Fact]
    public void Sizes_are_counted_however_many_and_whatever_fails_between()
    {
        int[] results = [0, 4095, -11, 1, int.MaxValue, 4095];
        FinishedCall[] calls = [.. Enumerable.Range(0, 6 * 70_001).Select(i => Read(results[i % 6]))];

        CallTable table = Count(calls, OnAFile);

        CellTruth.AssertHolds(table, 0, calls);
        var merged = new CallTable();
        merged.MergeCells(merged.AddThread(table.Thread(0).Info), table, 0, latenciesOf: FrozenSet<CallKey>.Empty);
        CellTruth.AssertSizes(merged, 0, [.. calls.Where(call => call.Result >= 0).Select(call => call.Result)]);
        Assert.Empty(merged.BucketsOf(0));
    }

    [Fact]
    public void Sizes_are_told_apart_by_powers_of_two()
    {
        FinishedCall[] calls =
            [.. Enumerable.Range(0, 31).SelectMany(power => Enumerable.Repeat(1 << power, power + 1).Append((1 << power) - 1)).Select(Read)];

        CellTruth.AssertHolds(Count(calls, OnAFile), 0, calls);
    }

    private static DescriptorTables OnAFile => AnsweredTables.By((_, _) => new Resource(ResourceKind.File, "/x"));

    private static FinishedCall Read(int result) => new() { Number = 0, Argument = 3, DurationLow = 80, Result = result };

    private static CallTable Count(IEnumerable<FinishedCall> calls, DescriptorTables? descriptors = null)
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64, descriptors);
        ulong sequence = 0;
        foreach (FinishedCall[] batch in calls.Chunk(50))
        {
            aggregator.Add(ThreadScript.Batch(new ThreadKey(1, 1, 1000), BatchKind.Flush, sequence, batch));
            sequence += (ulong)batch.Length;
        }

        return aggregator.Rotate().Calls;
    }
}
