using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Xunit;
using Interval = Sysprof.Profile.Model.Interval;

namespace Sysprof.Tests.Aggregation;

/// <summary>What is counted, against a model that knows nothing of cells, octaves and sequences.</summary>
public sealed class CallAggregatorCountingTests
{
    private static readonly RunInfo s_run = new()
    {
        Host = "",
        Kernel = "",
        Architecture = "",
        Start = default,
        StartNs = 0,
        Target = "",
        Syscalls = "",
        NsPerCall = 0,
        Version = "",
    };

    private enum Move
    {
        Flush,
        Snapshot,
        Lose,
        Rotate,
    }

    [Fact]
    public void Copies_gaps_and_rotations_change_nothing_but_the_losses() =>
        Prop.ForAll(
            (from thread in Gen.Choose(0, 3)
             from length in Gen.Choose(0, 50)
             from move in Gen.Elements(Move.Flush, Move.Flush, Move.Snapshot, Move.Snapshot, Move.Lose, Move.Rotate)
             select (thread, length, move)).ArrayOf().ToArbitrary(),
            Replay)
        .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public async Task Rotating_while_counting_loses_and_doubles_nothing()
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64);
        ThreadScript[] threads = [.. Enumerable.Range(1, 20).Select(tid => new ThreadScript(tid))];
        var summary = new Summary(s_run);
        Task counting = Task.Run(() => SendMuch(aggregator, threads), TestContext.Current.CancellationToken);
        int rotations = 0;
        while (!counting.IsCompleted)
        {
            TurnOver(aggregator, summary);
            rotations++;
        }

        await counting;
        TurnOver(aggregator, summary);
        Assert.True(rotations > 1);
        AssertHolds(summary, threads);
    }

    [Fact]
    public void Filling_a_recycled_table_allocates_nothing_for_a_call()
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64);
        ThreadScript[] threads = [.. Enumerable.Range(1, 20).Select(tid => new ThreadScript(tid))];
        var calls = new FinishedCall[50];
        Array.Fill(calls, new FinishedCall { Number = 1, DurationLow = 500, Result = -11 });
        long allocated = long.MaxValue;
        ulong sequence = 0;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (ThreadScript thread in threads)
            {
                aggregator.Add(ThreadScript.Batch(thread.Key, BatchKind.Flush, sequence, calls));
            }

            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            sequence += 50;
            aggregator.Recycle(aggregator.Rotate().Calls);
        }

        Assert.Equal(0, allocated);
    }

    private static void SendMuch(CallAggregator aggregator, ThreadScript[] threads)
    {
        for (int i = 0; i < 20_000; i++)
        {
            threads[i % threads.Length].Send(aggregator, i % 7, i % 5 == 0 ? BatchKind.Snapshot : BatchKind.Flush);
        }
    }

    private static void Replay((int Thread, int Length, Move Move)[] moves)
    {
        var aggregator = new CallAggregator(new EverybodyIsMember(), SyscallAbi.X64);
        ThreadScript[] threads = [.. Enumerable.Range(1, 4).Select(tid => new ThreadScript(tid))];
        var summary = new Summary(s_run);
        foreach ((int thread, int length, Move move) in moves)
        {
            switch (move)
            {
                case Move.Lose:
                    threads[thread].Lose(length);
                    break;
                case Move.Rotate:
                    TurnOver(aggregator, summary);
                    break;
                default:
                    threads[thread].Send(
                        aggregator, length, move == Move.Flush ? BatchKind.Flush : BatchKind.Snapshot);
                    break;
            }
        }

        TurnOver(aggregator, summary);
        AssertHolds(summary, threads);
        Assert.Equal(threads.Sum(thread => thread.Lost), aggregator.TotalLost);
    }

    private static void TurnOver(CallAggregator aggregator, Summary summary)
    {
        CallTable calls = aggregator.Rotate().Calls;
        summary.Add(new Interval { StartNs = 0, EndNs = 1, Calls = calls, Ledger = default, OwnCpuNs = 0 });
        aggregator.Recycle(calls);
    }

    private static void AssertHolds(Summary summary, ThreadScript[] threads)
    {
        var rows = Enumerable.Range(0, summary.Calls.ThreadCount)
            .ToDictionary(row => summary.Calls.Thread(row).Info.Key);
        foreach (ThreadScript thread in threads)
        {
            FinishedCall[] delivered = [.. thread.Delivered];
            if (!rows.TryGetValue(thread.Key, out int row))
            {
                Assert.Empty(delivered);
                continue;
            }

            Assert.Equal(thread.Lost, summary.Calls.Thread(row).Lost);
            int cells = 0;
            foreach (int cell in summary.Calls.CellsOf(row))
            {
                int number = summary.Calls.Cell(cell).Key.Number;
                CellTruth.AssertHolds(
                    summary.Calls,
                    cell,
                    [.. delivered.Where(call => (call.Number & NumberCode.NumberMask) == number)]);
                cells++;
            }

            Assert.Equal(delivered.Select(call => call.Number & NumberCode.NumberMask).Distinct().Count(), cells);
        }
    }
}
