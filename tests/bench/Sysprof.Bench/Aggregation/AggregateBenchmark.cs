using System.Diagnostics;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Aggregation;

/// <summary>What the consumer costs for each call, and that it allocates nothing for it.</summary>
internal sealed class AggregateBenchmark : Benchmark
{
    // Of the yardstick with as many threads: wall time says more about the machine and its load than about us. DESIGN.md's aim
    // is 5 ns.
    private const double MostOfPlainInALoop = 2;
    private const double MostOfPlainOnAServer = 12;
    private const double AimNsPerCall = 5;

    // The same when calls are told apart by operation and by what they were made on, and the time of threads is split.
    private const double MostOfPlainInALoopWithEverything = 3;
    private const double AimNsPerCallWithEverything = 8;

    // A recycled table is filled again without allocating; the interval's own few objects are not recycled.
    private const long MostBytesPerInterval = 1024;

    private static readonly int[] s_threadCounts = [1, 10, 100, 1_000, 10_000];

    public override string Name => "aggregate";

    public override string Title => "CallAggregator.Add, batches of 64 calls, one round of each size after the other";

    public override void Measure(BenchmarkRun run)
    {
        Measure(run, CallMix.Loop(), withEverything: false, MostOfPlainInALoop);
        Measure(run, CallMix.Server(), withEverything: false, MostOfPlainOnAServer);
        Measure(run, CallMix.Loop(), withEverything: true, MostOfPlainInALoopWithEverything);
    }

    private static void Measure(BenchmarkRun run, CallMix mix, bool withEverything, double mostOfPlain)
    {
        string name = withEverything ? $"{mix.Name}, all" : mix.Name;
        double aim = withEverything ? AimNsPerCallWithEverything : AimNsPerCall;
        SyntheticThreads[] sizes = [.. s_threadCounts.Select(count => new SyntheticThreads(count, mix, withEverything))];
        var samples = sizes.ToDictionary(size => size, _ => new List<double>());
        var allocated = sizes.ToDictionary(size => size, _ => long.MaxValue);
        var perInterval = sizes.ToDictionary(size => size, _ => long.MaxValue);
        // Enough for the runtime to have compiled it for good, and for each histogram to have its octaves.
        WarmUp(sizes);
        var plain = sizes.ToDictionary(size => size, size => new PlainCounter(size.Count, mix));
        var plainSamples = sizes.ToDictionary(size => size, _ => new List<double>());
        for (int round = 0; round < run.Rounds(60, 25); round++)
        {
            foreach (SyntheticThreads size in sizes)
            {
                plainSamples[size].Add(NsPerCall(plain[size], size));
                samples[size].Add(NsPerCall(size));
                // The least: octaves that a histogram needs for the first time are not the steady state.
                allocated[size] = Math.Min(allocated[size], AllocatedBy(size.AddToAll));
                perInterval[size] = Math.Min(perInterval[size], AllocatedBy(size.TurnOver));
            }
        }

        var table = new Table(name, "ns/call", "median", "plain", "of plain", "bytes/call", "bytes/interval");
        foreach (SyntheticThreads size in sizes)
        {
            double least = samples[size].Min();
            double plainNs = plainSamples[size].Min();
            double ratio = least / plainNs;
            table.Add(
                size.Count,
                Table.Number(least, 2),
                Table.Number(Statistics.Median(samples[size]), 2),
                Table.Number(plainNs, 2),
                Table.Number(ratio, 2),
                Table.Number((double)allocated[size] / size.CallsPerRound, 0),
                perInterval[size]);
            string what = $"{name}, {size.Count} threads";
            run.Require(ratio <= mostOfPlain, $"{what}: {ratio:N2} times the plain counter > {mostOfPlain}");
            run.Require(allocated[size] == 0, $"{what}: {allocated[size]} bytes allocated in a round");
            run.Require(
                perInterval[size] <= MostBytesPerInterval,
                $"{what}: {perInterval[size]} bytes allocated for an interval > {MostBytesPerInterval}");
            run.Require(
                size.CallsCounted == size.CallsAdded,
                $"{what}: {size.CallsCounted} calls counted of {size.CallsAdded}");
        }

        run.Print(table);
        int reached = sizes.Count(size => samples[size].Min() <= aim);
        run.Print($"  the aim, {aim} ns per call, is reached in {reached} of {sizes.Length} rows");
    }

    private static void WarmUp(SyntheticThreads[] sizes)
    {
        var time = Stopwatch.StartNew();
        while (time.ElapsedMilliseconds < 1500)
        {
            foreach (SyntheticThreads size in sizes)
            {
                size.AddToAll();
                size.TurnOver();
            }
        }
    }

    private static double NsPerCall(SyntheticThreads size)
    {
        size.AddToAll(); // Finds the interval's rows and cells made.
        long start = Stopwatch.GetTimestamp();
        size.AddToAll();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / size.CallsPerRound;
    }

    private static double NsPerCall(PlainCounter plain, SyntheticThreads size)
    {
        plain.AddToAll(size.TurnsPerRound);
        long start = Stopwatch.GetTimestamp();
        plain.AddToAll(size.TurnsPerRound);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / size.CallsPerRound;
    }

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
