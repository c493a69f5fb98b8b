using Sysprof.Kernel.Session;

namespace Sysprof.Bench.Overhead;

/// <summary>What tracing adds to a system call: ours beside the least that is possible and beside other tools.</summary>
internal sealed class OverheadBenchmark : Benchmark
{
    private const double MostOfClocks = 1.35;
    private const double MostOfBpftrace = 0.4;

    public override string Name => "overhead";

    public override string Title => "nanoseconds per call of getppid, contenders in turn, the least of all rounds";

    public override void Measure(BenchmarkRun run)
    {
        using var loop = new Calibrator();
        using var elsewhere = new Calibrator();
        var nothing = new Nothing();
        var clocks = new PeerPrograms("two clock reads", "clocks.bpf.o");
        var sysprof = new SysprofSession("sysprof, the machine", new Target.Machine(), loopIsTarget: true);
        Contender[] contenders =
        [
            nothing,
            new PeerPrograms("two empty programs", "empty.bpf.o"),
            clocks,
            sysprof,
            new SysprofSession("sysprof, -p elsewhere", new Target.Tasks([elsewhere.Tgid], []), loopIsTarget: false),
            .. PeerTools.Installed(run.Rounds(5, 2)),
        ];
        int rounds = run.Rounds(25, 8);
        for (int round = 0; round < rounds; round++)
        {
            foreach (Contender contender in contenders)
            {
                if (round < contender.MostRounds)
                {
                    contender.TakePart(loop);
                }
            }
        }

        PrintTable(run, contenders, nothing, clocks);
        Compare(run, sysprof, clocks, nothing, MostOfClocks);
        if (contenders.FirstOrDefault(one => one.Name == PeerTools.BpftraceName) is { } bpftrace)
        {
            Compare(run, sysprof, bpftrace, nothing, MostOfBpftrace);
        }
    }

    private static void PrintTable(BenchmarkRun run, Contender[] contenders, Contender nothing, Contender clocks)
    {
        var table = new Table("what is attached", "ns/call", "median", "over nothing", "of clocks", "samples");
        foreach (Contender one in contenders)
        {
            table.Add(
                one.Name,
                Table.Number(one.LeastNs),
                Table.Number(one.MedianNs),
                Table.Number(one.LeastNs - nothing.LeastNs),
                Table.Number(Ratio(one, clocks, nothing), 3),
                one.Samples);
        }

        run.Print(table);
    }

    private static void Compare(BenchmarkRun run, Contender ours, Contender other, Contender nothing, double most)
    {
        double ratio = Ratio(ours, other, nothing);
        run.Print($"  ({ours.Name} - nothing) / ({other.Name} - nothing) = {ratio:N3}, at most {most}");
        run.Require(ratio <= most, $"{ours.Name} costs {ratio:N3} times as much as {other.Name}, more than {most}");
    }

    private static double Ratio(Contender one, Contender other, Contender nothing) =>
        (one.LeastNs - nothing.LeastNs) / (other.LeastNs - nothing.LeastNs);
}
