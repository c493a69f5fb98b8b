using System.Diagnostics;
using Sysprof.Bench.Watching;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Growth;

/// <summary>How our own cost grows with the number of threads and of calls a second.</summary>
internal sealed class GrowthBenchmark : Benchmark
{
    public override string Name => "growth";

    public override string Title => "the consumer's own time, by threads and calls a second";

    public override string? Method => """
        Threads make calls of getppid, in turns or as many as they can, while the machine is traced. *CPU %* is the time of the
        process that counts, of one CPU; what each call costs in the kernel is in the first table and does not depend on how many
        threads there are.
        """;

    public override void Measure(BenchmarkRun run)
    {
        var table = new Table("threads", "calls/s asked", "made", "lost", "CPU %", "ns/call", "resident MB");
        _ = Count(2, 0, seconds: 1); // What is not compiled yet would cost the first line.
        foreach ((int threads, int perSecond) in run.Choose<(int, int)[]>(
            [
                (1, 100_000), (1, 1_000_000), (1, 0), (2, 0),
                (100, 100_000), (100, 1_000_000), (1_000, 100_000), (1_000, 1_000_000), (10_000, 100_000), (10_000, 1_000_000),
            ],
            [(1, 100_000), (2, 0), (1_000, 1_000_000)]))
        {
            AddLine(run, table, threads, perSecond, seconds: run.Rounds(5, 1));
        }

        run.Print(table);
    }

    private static void AddLine(BenchmarkRun run, Table table, int threads, int perSecond, int seconds)
    {
        Interval counted = Count(threads, perSecond, seconds);
        double wallNs = counted.EndNs - counted.StartNs;
        table.Add(
            Table.Number(threads, 0),
            perSecond == 0 ? "all they can" : Table.Number(perSecond, 0),
            Table.Number(counted.Ledger.Entered / (wallNs * 1e-9), 0),
            Table.Number(counted.Ledger.Lost, 0),
            Table.Number(100 * counted.OwnCpuNs / wallNs),
            Table.Number((double)counted.OwnCpuNs / counted.Ledger.Entered),
            Table.Number(Environment.WorkingSet / 1e6, 0));
        run.Require(counted.Ledger.Unaccounted == 0, $"{threads} threads: {counted.Ledger}");
        run.Require(counted.Ledger.Lost == 0, $"{threads} threads: {counted.Ledger.Lost} calls lost");
    }

    /// <summary>Traces threads that make so many calls a second together; 0 for as many as they can.</summary>
    private static Interval Count(int threads, int perSecond, int seconds)
    {
        using Process workload = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "peers", "workload"),
                ["spin", $"{threads}", $"{seconds}s", .. Turns(threads, perSecond), "--wait"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        _ = workload.StandardOutput.ReadLine();
        var session = new SysprofSession("sysprof", new Target.Machine());
        session.Attach(workload.Id);
        workload.StandardInput.WriteLine();
        _ = workload.StandardOutput.ReadToEnd();
        workload.WaitForExit();
        session.Detach();
        return session.Counted!;
    }

    /// <summary>The calls of each turn and the turns a second of each thread; at most some 10,000 turns a second in all.</summary>
    private static string[] Turns(int threads, int perSecond)
    {
        int turns = Math.Clamp(10_000 / threads, 1, 100);
        return perSecond == 0 ? [] : [$"{perSecond / threads / turns}", $"{turns}"];
    }
}
