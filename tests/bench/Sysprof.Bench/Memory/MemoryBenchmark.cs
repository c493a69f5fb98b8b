using System.Diagnostics;
using System.Globalization;

namespace Sysprof.Bench.Memory;

/// <summary>Resident memory with 10,000 threads that use ten calls each, and how long an interval's turn takes.</summary>
internal sealed class MemoryBenchmark : Benchmark
{
    /// <summary>The first word of the process that is measured.</summary>
    public const string ChildWord = "memory-of";

    private const double MostMegabytes = 150;
    private const double MostTurnMs = 100;

    public override string Name => "memory";

    public override string Title => "10,000 threads with ten calls each, in a process of its own; MB are 10^6 bytes";

    public override void Measure(BenchmarkRun run)
    {
        var table = new Table(
            "threads", "resident MB", "most", "own", "shared", "files", "turn ms", "median", "most", "threads", "calls");
        foreach (string scenario in new[] { MemoryScenario.Synthetic, MemoryScenario.Real })
        {
            ILookup<string, double> said = RunChild(scenario);
            double most = Megabytes(said, "VmHWM");
            double least = said["turn"].Min(); // Interruptions only ever add time.
            table.Add(
                scenario,
                Table.Number(Megabytes(said, "VmRSS")),
                Table.Number(most),
                Table.Number(Megabytes(said, "RssAnon")),
                Table.Number(Megabytes(said, "RssShmem")),
                Table.Number(Megabytes(said, "RssFile")),
                Table.Number(least),
                Table.Number(Statistics.Median([.. said["turn"]])),
                Table.Number(said["turn"].Max()),
                said["threads"].Single(),
                said["calls"].Single());
            run.Require(most <= MostMegabytes, $"{scenario}: {most:N1} MB resident > {MostMegabytes}");
            run.Require(least <= MostTurnMs, $"{scenario}: an interval takes {least:N1} ms to turn > {MostTurnMs}");
            run.Require(
                said["calls"].Single() == said["made"].Single(),
                $"{scenario}: {said["calls"].Single()} calls counted of {said["made"].Single()}");
            run.Require(
                said["cells"].Single() >= MemoryScenario.Threads * MemoryScenario.CallKinds,
                $"{scenario}: {said["cells"].Single()} pairs of thread and call are too few");
        }

        run.Print(table);
    }

    private static double Megabytes(ILookup<string, double> said, string word) => said[word].Single() * 1024 / 1e6;

    private static ILookup<string, double> RunChild(string scenario)
    {
        using Process child = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [ChildWord, scenario]) { RedirectStandardOutput = true })!;
        string[] lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        return lines.Select(line => line.Split(' '))
            .ToLookup(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
