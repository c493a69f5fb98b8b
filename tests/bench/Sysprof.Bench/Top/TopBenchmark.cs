using System.Diagnostics;
using Sysprof.Bench.Aggregation;
using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Top;

/// <summary>How long top takes for an interval of 10,000 threads with ten calls each, and for a key while it is shown.</summary>
internal sealed class TopBenchmark : Benchmark
{
    private const int Threads = 10_000;

    // A batch of 50 calls of each thread: half a million calls an interval. What top does depends on threads and kinds
    // of calls, not on how often each was made.
    private const int EachKind = 5;
    private const double MostMs = 100;
    private const long MostBytesAFrame = 1_000_000;

    private static readonly ScreenSize s_screen = new(200, 50);

    // What is pressed, after which the frame is drawn anew.
    private static readonly (string What, TopAction Action)[] s_keys =
    [
        ("down", TopAction.Down),
        ("sort by the next column", TopAction.SortNext),
        ("invert", TopAction.Invert),
        ("last row", TopAction.Last),
    ];

    public override string Name => "top";

    public override string Title => "frames for 10,000 threads with ten calls each, on a screen of 200x50; ms";

    public override void Measure(BenchmarkRun run)
    {
        var table = new Table("table", "what", "least", "median", "most", "kB");
        foreach (int number in (int[])[TopTables.Calls, TopTables.Processes, TopTables.Threads, TopTables.Findings])
        {
            MeasureTable(run, table, TopTables.All[number].Name, number);
        }

        run.Print(table);
    }

    private static void MeasureTable(BenchmarkRun run, Table table, string name, int number)
    {
        var samples = new Dictionary<string, (List<double> Ms, List<long> Bytes)>();
        var threads = new SyntheticThreads(Threads, CallMix.Server());
        FinishedCall[][] batches = [.. Enumerable.Range(0, 97).Select(seed => CallMix.EachCall(EachKind, seed))];
        var model = new TopModel(NoRun.Info, SummaryFilter.None);
        var state = new TopState(NoRun.Info, SummaryFilter.None, number);
        var painter = new TopPainter(state, new LineEncoder(color: true));
        for (int round = 0; round < run.Rounds(30, 8); round++)
        {
            IntervalBuilder counted = Count(threads, batches, round);
            Interval interval = IntervalOf(counted, round);
            Sample("a new interval", () => model.Take(interval));
            threads.Recycle(counted);
            Sample("its page", () => state.Refresh(model));
            Sample("its first frame", Draw);
            foreach ((string what, TopAction action) in s_keys)
            {
                Sample(what, () =>
                {
                    state.Do(action);
                    Draw();
                });
                if (!state.IsCurrent)
                {
                    Sample(what + ": its page", () => state.Refresh(model));
                    Draw();
                }
            }
        }

        foreach ((string what, (List<double> ms, List<long> bytes)) in samples)
        {
            table.Add(
                name,
                what,
                Table.Number(ms.Min()),
                Table.Number(Statistics.Median(ms)),
                Table.Number(ms.Max()),
                Table.Number(bytes.Min() / 1000.0));
            run.Require(ms.Min() <= MostMs, $"{name}, {what}: {ms.Min():N1} ms > {MostMs}");
        }

        long moved = samples["down"].Bytes.Min();
        run.Require(
            moved <= MostBytesAFrame,
            $"{name}: a frame in which the cursor moves allocates {moved:N0} bytes > {MostBytesAFrame:N0}");
        run.Require(
            state.Page.Total.Calls == Threads * batches[0].Length, $"{name}: {state.Page.Total.Calls:N0} calls are shown");

        void Draw() => painter.Draw(s_screen, new TopStatus("every 1s"), TopKeys.Everywhere);

        void Sample(string what, Action action)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            action();
            double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (!samples.TryGetValue(what, out (List<double> Ms, List<long> Bytes) of))
            {
                samples[what] = of = ([], []);
            }

            of.Ms.Add(ms);
            of.Bytes.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static IntervalBuilder Count(SyntheticThreads threads, FinishedCall[][] batches, int round)
    {
        for (int thread = 0; thread < Threads; thread++)
        {
            threads.Add(thread, batches[(round + thread) % batches.Length]);
        }

        return threads.Rotate();
    }

    private static Interval IntervalOf(IntervalBuilder counted, int round) => new()
    {
        StartNs = round * 1_000_000_000L,
        EndNs = (round + 1) * 1_000_000_000L,
        Calls = counted.Calls,
        Ledger = default,
        OwnCpuNs = 0,
    };
}
