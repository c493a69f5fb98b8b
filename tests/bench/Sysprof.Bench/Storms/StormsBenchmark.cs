namespace Sysprof.Bench.Storms;

/// <summary>Whether calls are lost while other programs use every CPU.</summary>
internal sealed class StormsBenchmark : Benchmark
{
    private const string SmallRing = "64K";
    private const string Remedy = "--ring-size";

    // What a run takes to start and to end, during which the storm goes on.
    private const int MarginSeconds = 5;

    public override string Name => "storms";

    public override string Title => "calls lost while other programs use every CPU";

    public override string? Method => """
        `sysprof stat` traces the machine for the seconds of each run while two threads make getppid as fast as they can, while two
        processes fork children that execute a program and exit, as fast as they can, and while both do beside redis-server with 50
        clients. *lost* is the most of the runs, *CPU %* the time of the process that counts, of one CPU, the most of the runs. With a
        ring of 64 KiB calls must be lost, counted, and the remedy named.
        """;

    public override void Measure(BenchmarkRun run)
    {
        var table = new Table("storm", "ring", "runs", "calls/s", "lost", "lost %", "CPU %");
        int seconds = run.Rounds(30, 3);
        bool serves = Storm.IsRedisInstalled;
        Measure(run, table, "getppid, 2 threads", seconds, () => new Storm(seconds + MarginSeconds, true, false, false));
        Measure(run, table, "fork, exec, exit, 2 storms", seconds, () => new Storm(seconds + MarginSeconds, false, true, false));
        Measure(
            run, table, serves ? "both, beside redis" : "both, without redis: it is not installed", seconds,
            () => new Storm(seconds + MarginSeconds, true, true, serves));
        MeasureSmallRing(run, table, run.Rounds(10, 2));
        run.Print(table);
    }

    private static void Measure(BenchmarkRun run, Table table, string name, int seconds, Func<Storm> make)
    {
        var runs = new List<StatRun>();
        for (int round = run.Rounds(5, 1); round > 0; round--)
        {
            using Storm storm = make();
            storm.Go();
            runs.Add(StatRun.Of(seconds));
        }

        Add(table, name, "default", seconds, runs);
        run.Require(runs.All(one => one.IsBalanced), $"{name}: a ledger does not balance");
        run.Require(
            runs.All(one => one.Lost == 0), $"{name}: lost {string.Join(", ", runs.Select(one => $"{one.Lost} of {one.Entered}"))}");
    }

    private static void MeasureSmallRing(BenchmarkRun run, Table table, int seconds)
    {
        const string name = "getppid, 2 threads";
        using var storm = new Storm(2 * (seconds + MarginSeconds), true, false, false);
        storm.Go();
        StatRun counted = StatRun.Of(seconds, Remedy, SmallRing);
        string text = StatRun.TextOf(1, Remedy, SmallRing);
        Add(table, name, SmallRing, seconds, [counted]);
        run.Require(counted.IsBalanced, $"{name}, {SmallRing}: the ledger does not balance");
        run.Require(counted.Lost > 0, $"{name}, {SmallRing}: nothing was lost");
        run.Require(counted.Lost == counted.RingFull, $"{name}, {SmallRing}: {counted.Lost} lost, {counted.RingFull} by the ring");
        run.Require(text.Contains(Remedy, StringComparison.Ordinal), $"{name}, {SmallRing}: {Remedy} is not named where calls are lost");
    }

    private static void Add(Table table, string name, string ring, int seconds, List<StatRun> runs)
    {
        StatRun worst = runs.MaxBy(one => one.Lost)!;
        table.Add(
            name,
            ring,
            runs.Count,
            Table.Number((double)runs.Sum(one => one.Entered) / runs.Count / seconds, 0),
            Table.Number(worst.Lost, 0),
            Table.Number(100.0 * worst.Lost / worst.Entered, 2),
            Table.Number(100 * runs.Max(one => one.CpuFraction)));
    }
}
