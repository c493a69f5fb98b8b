using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Model;

public sealed class CallTableTests
{
    private static readonly CallKey s_call = new(SyscallAbi.X64, 110);

    private static readonly ThreadInfo s_thread = new(new ThreadKey(1, 1, 0), "a", "a", 1, "/");

    [Theory]
    [InlineData(ushort.MaxValue)]
    [InlineData(1L << 16)]
    [InlineData((1L << 32) + 5)]
    [InlineData(1L << 45)]
    public void A_bucket_holds_any_count(long count)
    {
        (CallTable table, int cell) = OneCell();
        table.AddLatency(cell, 100, count);
        table.AddLatency(cell, 100);

        Assert.Equal([(LatencyBuckets.IndexOf(100), count + 1)], table.BucketsOf(cell));
    }

    [Fact]
    public void Counting_one_by_one_over_the_end_of_a_bucket_carries()
    {
        (CallTable table, int cell) = OneCell();
        for (int i = 0; i < 200_003; i++)
        {
            table.AddLatency(cell, 7);
        }

        Assert.Equal([(LatencyBuckets.IndexOf(7), 200_003L)], table.BucketsOf(cell));
    }

    [Fact]
    public void Histograms_of_several_cells_are_what_was_counted_in_whatever_order() =>
        Prop.ForAll(
            Latencies,
            latencies =>
            {
                var table = new CallTable();
                Fill(table, latencies);
                AssertHolds(table, latencies);
            })
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Merged_tables_hold_the_sum_of_both() =>
        Prop.ForAll(
            Latencies,
            Latencies,
            (first, second) =>
            {
                var sum = new CallTable();
                Fill(sum, first);
                var other = new CallTable();
                Fill(other, second);
                for (int row = 0; row < other.ThreadCount; row++)
                {
                    foreach (int cell in other.CellsOf(row))
                    {
                        sum.MergeCell(row, other, cell);
                    }
                }

                AssertHolds(sum, [.. first, .. second]);
            })
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void A_table_that_was_cleared_remembers_nothing() =>
        Prop.ForAll(
            Latencies,
            Latencies,
            (before, after) =>
            {
                var table = new CallTable();
                Fill(table, before);
                table.Clear();
                Fill(table, after);
                AssertHolds(table, after);
            })
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Merging_keeps_the_shortest_and_the_longest_of_what_returned()
    {
        (CallTable sum, int cell) = OneCell();
        (CallTable other, int otherCell) = OneCell();
        other.Cell(otherCell) = other.Cell(otherCell) with { Calls = 3, NeverReturned = 1, MinNs = 5, MaxNs = 9 };
        sum.MergeCell(0, other, otherCell);
        other.Cell(otherCell) = other.Cell(otherCell) with { Calls = 1, NeverReturned = 1, MinNs = 0, MaxNs = 0 };
        sum.MergeCell(0, other, otherCell);

        Assert.Equal((4, 2, 5, 9), (
            sum.Cell(cell).Calls, sum.Cell(cell).NeverReturned, sum.Cell(cell).MinNs, sum.Cell(cell).MaxNs));
    }

    [Fact]
    public void Errnos_come_most_frequent_first()
    {
        (CallTable table, int cell) = OneCell();
        table.AddErrno(cell, 11, 3);
        table.AddErrno(cell, 2, 5);
        table.AddErrno(cell, 4, 3);
        table.AddErrno(cell, 11);
        table.AddErrno(cell, 4);

        Assert.Equal([(2, 5L), (4, 4L), (11, 4L)], table.ErrnosOf(cell));
    }

    [Theory]
    [InlineData(0.0, 1_000)]
    [InlineData(0.5, 50_000)]
    [InlineData(0.9, 90_000)]
    [InlineData(0.99, 99_000)]
    [InlineData(1.0, 100_000)]
    public void Quantiles_are_within_a_bucket_of_the_true_ones(double quantile, double trueNs)
    {
        (CallTable table, int cell) = OneCell();
        for (long ns = 1_000; ns <= 100_000; ns += 1_000)
        {
            table.AddLatency(cell, LatencyBuckets.Slot(ns));
        }

        ref CallCell target = ref table.Cell(cell);
        (target.Calls, target.MinNs, target.MaxNs) = (100, 1_000, 100_000);
        Assert.InRange(table.Quantile(cell, quantile) * 1e9 / trueNs, 1 / 1.0221, 1.0221);
    }

    [Fact]
    public void Without_a_returned_call_there_is_no_quantile()
    {
        (CallTable table, int cell) = OneCell();
        Assert.Equal(double.NaN, table.Quantile(cell, 0.5));
        table.Cell(cell).Calls = table.Cell(cell).NeverReturned = 1;
        Assert.Equal(double.NaN, table.Quantile(cell, 0.5));
    }

    // Thread and slot of each latency, and how often: sometimes more than a bucket's sixteen bits.
    private static Arbitrary<(int Row, int Slot, int Count)[]> Latencies =>
        (from row in Gen.Choose(0, 2)
         from octave in Gen.Choose(0, 5)
         from slot in Gen.Choose(0, LatencyBuckets.Octaves * LatencyBuckets.PerOctave - 1)
         from narrow in Gen.Choose(0, 1)
         from count in Gen.OneOf(Gen.Choose(1, 9), Gen.Choose(60_000, 200_000))
         select (row, narrow == 1 ? octave * LatencyBuckets.PerOctave + slot % LatencyBuckets.PerOctave : slot, count))
        .ArrayOf().ToArbitrary();

    private static (CallTable Table, int Cell) OneCell()
    {
        var table = new CallTable();
        return (table, table.CellOf(table.AddThread(s_thread), s_call));
    }

    private static void Fill(CallTable table, (int Row, int Slot, int Count)[] latencies)
    {
        for (int row = 0; row < 3; row++)
        {
            table.AddThread(s_thread);
        }

        foreach ((int row, int slot, int count) in latencies)
        {
            table.AddLatency(table.CellOf(row, s_call), slot, count);
        }
    }

    private static void AssertHolds(CallTable table, (int Row, int Slot, int Count)[] latencies)
    {
        for (int row = 0; row < 3; row++)
        {
            IEnumerable<(int, long)> expected = latencies.Where(one => one.Row == row)
                .GroupBy(one => one.Slot)
                .OrderBy(slot => slot.Key)
                .Select(slot => (LatencyBuckets.IndexOf(slot.Key), slot.Sum(one => (long)one.Count)));
            Assert.Equal(expected, table.BucketsOf(table.CellOf(row, s_call)));
        }
    }

    [Fact]
    public void Beyond_its_limit_what_calls_were_made_on_is_counted_together()
    {
        var table = new CallTable(mostResourceCells: 101);
        int row = table.AddThread(new ThreadInfo(new ThreadKey(1, 1, 1), "t", "t", 1, "/"));
        for (int i = 0; i < 1009; i++)
        {
            var file = new Resource(ResourceKind.File, $"/{i}");
            table.Cell(table.CellOf(row, new CellKey(new CallKey(SyscallAbi.X64, 0), Operation.None, file))).Calls++;
        }

        int others = table.CellOf(row, new CellKey(new CallKey(SyscallAbi.X64, 0), Operation.None, Resource.Other));
        Assert.Equal((102, 1009 - 101, 1009), (table.CellCount, table.Cell(others).Calls, table.Total().Calls));
    }
}
