using System.Globalization;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Latency;

/// <summary>Latencies against sleeps that the program timed itself.</summary>
/// <remarks>
/// The program looks at the clock before it enters the call and after it has returned, so its time of each sleep is at
/// least the traced one, and each sleep takes at least as long as was asked for. Then the same holds for the sorted
/// times, rank by rank. How much longer the program's times are, all together, is known exactly: their sum less the
/// traced sum. No single rank can differ by more than that. So the traced time of every rank lies between two times
/// that are known, whatever the machine did meanwhile, and the reported one within 2.2% of it.
/// </remarks>
public sealed class QuantileTests
{
    /// <summary>Half a bucket, 2^(1/32), and what a double rounds away.</summary>
    private const double Promise = 1.0219;

    [Theory]
    [InlineData(new[] { 1009, 5 })]
    [InlineData(new[] { 457, 1, 101, 7, 23, 20, 7, 100 })]
    [InlineData(new[] { 97, 2, 3, 300 })]
    public async Task Every_quantile_is_within_the_promise_of_the_true_one(int[] countsAndMilliseconds)
    {
        (Summary summary, long[] truth) = await Trace(countsAndMilliseconds);
        long[] asked = Asked(countsAndMilliseconds);
        (CallTable table, int cell) = Sleeps(summary);
        CallCell counted = table.Cell(cell);
        Assert.Equal(truth.Length, counted.Returned);

        long surplus = truth.Sum() - counted.TimeNs;
        Assert.True(surplus >= 0, $"the traced calls took {-surplus} ns longer than the program saw");
        foreach (double quantile in (double[])[0.001, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1])
        {
            int rank = (int)Math.Ceiling(quantile * truth.Length) - 1;
            long least = Math.Max(asked[rank], truth[rank] - surplus);
            double reported = table.Quantile(cell, quantile) * 1e9;
            Assert.True(
                reported >= least / Promise && reported <= truth[rank] * Promise,
                $"{quantile}: {reported} ns, {least} to {truth[rank]} ns are true");
        }
    }

    [Fact]
    public async Task Shortest_longest_and_buckets_agree_with_the_program()
    {
        int[] mix = [211, 1, 53, 10, 11, 50];
        (Summary summary, long[] truth) = await Trace(mix);
        long[] asked = Asked(mix);
        (CallTable table, int cell) = Sleeps(summary);
        CallCell counted = table.Cell(cell);
        long surplus = truth.Sum() - counted.TimeNs;
        Assert.InRange(counted.MinNs, Math.Max(asked[0], truth[0] - surplus), truth[0]);
        Assert.InRange(counted.MaxNs, Math.Max(asked[^1], truth[^1] - surplus), truth[^1]);

        // Below any bound lie at least as many traced times as true ones, and at most as many as were asked for.
        long below = 0;
        foreach ((int index, long count) in table.BucketsOf(cell))
        {
            below += count;
            double bound = LatencyBuckets.UpperSeconds(index) * 1e9;
            Assert.InRange(below, truth.Count(time => time <= bound), asked.Count(time => time <= bound));
        }

        Assert.Equal(truth.Length, below);
    }

    [Fact]
    public async Task Sleeps_are_blocked_calls()
    {
        (Summary summary, long[] truth) = await Trace([503, 1]);
        CallCell counted = Of(Sleeps(summary));
        // A sleep whose time is over before the thread could give up its CPU does not block; it takes a preemption
        // of that length just there.
        Assert.InRange(counted.BlockedCalls, truth.Length * 99 / 100, truth.Length);
        Assert.InRange(counted.BlockedNs, counted.TimeNs * 0.95, counted.TimeNs);
        Assert.True(counted.BlockedCalls != counted.Calls || counted.BlockedNs == counted.TimeNs);
    }

    [Fact]
    public async Task Calls_that_never_wait_are_not_blocked_even_when_they_are_preempted()
    {
        // More threads than CPUs, so that many are.
        TracedRun run = await TracedRun.AttachedToProcess("spin", "7", "200003");
        run.AssertPromiseKept();
        Assert.Equal(7 * 200003, run.Summary.Counts("getppid").Calls);
        Assert.Equal(0, run.Summary.Counts("getppid").BlockedCalls);
    }

    /// <summary>Traces the sleeps; the truth is sorted.</summary>
    private static async Task<(Summary Summary, long[] Truth)> Trace(int[] countsAndMilliseconds)
    {
        string file = Path.GetTempFileName();
        try
        {
            TracedRun run = await TracedRun.AttachedToProcess(
                ["latency", .. countsAndMilliseconds.Select(number => $"{number}"), "--truth", file]);
            run.AssertPromiseKept();
            string[] lines = await File.ReadAllLinesAsync(file);
            return (run.Summary, [.. lines.Select(line => long.Parse(line, CultureInfo.InvariantCulture)).Order()]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static long[] Asked(int[] countsAndMilliseconds) =>
    [
        .. countsAndMilliseconds.Chunk(2).SelectMany(pair => Enumerable.Repeat(pair[1] * 1_000_000L, pair[0])).Order(),
    ];

    private static (CallTable Table, int Cell) Sleeps(Summary summary)
    {
        (int row, _) = Assert.Single(summary.Threads());
        foreach (int cell in summary.Calls.CellsOf(row))
        {
            if (SummaryCounts.Name(summary.Calls.Cell(cell).Key) == "clock_nanosleep")
                return (summary.Calls, cell);
        }

        throw new InvalidOperationException("no sleeps were counted");
    }

    private static CallCell Of((CallTable Table, int Cell) place) => place.Table.Cell(place.Cell);
}
