using Sysprof.Bench.Watching;
using Sysprof.Kernel.Session;

namespace Sysprof.Bench.Overhead;

/// <summary>What tracing adds to a system call: ours beside the least that is possible and beside other tools.</summary>
internal sealed class OverheadBenchmark : Benchmark
{
    private const double MostOfClocks = 1.35;

    // Where a call takes long by itself (virtual machines without help of the processor) the same programs cost 1.19 to 1.41 of the
    // clocks from one run to the next, whatever the number of rounds.
    private const double MostOfClocksWhereCallsAreSlow = 1.5;
    private const double SlowCallNs = 500;
    private const double MostOfBpftrace = 0.4;

    // Of few rounds, and where a call itself takes long (virtual machines without help of the processor).
    private const double MostOfBpftraceInShort = 0.8;

    // The least of more measurements is nearer to what a call costs where nothing interferes.
    private const int MostTurns = 3;

    public override string Name => "overhead";

    public override string Title => "nanoseconds per call of getppid, contenders in turn, the least of all rounds";

    public override string? Method => """
        A process makes calls of getppid and measures itself. Each contender takes its turn in each round; the least of all
        measurements counts, since interruptions only ever add time: while a bound does not hold there are more rounds, up to three
        times as many. *over nothing* is what the contender adds to a call, *of clocks*
        the same as a share of what two programs add that do no more than read a clock.
        """;

    public override void Measure(BenchmarkRun run)
    {
        using var loop = new Calibrator();
        using var elsewhere = new Calibrator();
        var nothing = new Contender(new Nothing());
        var clocks = new Contender(new PeerPrograms("two clock reads", "clocks.bpf.o"));
        var machine = new SysprofSession("sysprof, the machine", new Target.Machine());
        var other = new SysprofSession("sysprof, -p elsewhere", new Target.Tasks([elsewhere.Tgid], []));
        var sysprof = new Contender(machine) { Check = calls => machine.Check(loop.Tgid, calls) };
        var bpftrace = new Contender(PeerTools.Bpftrace()) { MostRounds = run.Rounds(5, 2), MeasurementsPerRound = 20 };
        Contender[] all =
        [
            nothing,
            new Contender(new PeerPrograms("two empty programs", "empty.bpf.o")),
            clocks,
            sysprof,
            new Contender(other) { Check = _ => other.Check(loop.Tgid, 0) },
            bpftrace,
            new Contender(PeerTools.PerfTrace()) { MostRounds = 1, MeasurementsPerRound = 2 },
            new Contender(PeerTools.Strace()) { MostRounds = 1, MeasurementsPerRound = 2 },
        ];
        Contender[] contenders = [.. all.Where(one => one.IsInstalled)];
        double mostOfClocks = MostOfClocks;
        double mostOfBpftrace = run.Choose(MostOfBpftrace, MostOfBpftraceInShort);
        int rounds = run.Rounds(25, 14);
        for (int turn = 0; turn < MostTurns; turn++)
        {
            Contender[] inTurn = turn == 0 ? contenders : [.. contenders.Where(one => one.MostRounds > 1)];
            for (int round = 0; round < rounds; round++)
            {
                foreach (Contender contender in inTurn.Where(one => round < one.MostRounds))
                {
                    contender.TakePart(loop);
                }
            }

            mostOfClocks = nothing.LeastNs < SlowCallNs ? MostOfClocks : MostOfClocksWhereCallsAreSlow;
            if (Ratio(sysprof, clocks, nothing) <= mostOfClocks
                && (!bpftrace.IsInstalled || Ratio(sysprof, bpftrace, nothing) <= mostOfBpftrace))
            {
                break;
            }
        }

        PrintTable(run, contenders, nothing, clocks);
        Compare(run, sysprof, clocks, nothing, mostOfClocks);
        if (bpftrace.IsInstalled)
        {
            Compare(run, sysprof, bpftrace, nothing, mostOfBpftrace);
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
