using Sysprof.Bench.Watching;

namespace Sysprof.Bench.Services;

/// <summary>What a service keeps of its throughput while somebody watches it.</summary>
internal sealed class ServicesBenchmark : Benchmark
{
    // The aims for redis: 0.8 where empty programs leave 0.9, and where they leave less at most twice their loss; and 0.97 with a
    // bound of 2%. In a short run, which is hardly longer than the machine's own moods, only what is far off is wrong.
    private const double LeastTraced = 0.8;
    private const double MostOfEmptyLoss = 2;
    private const double LeastBounded = 0.97;
    private const double LeastInAShortRun = 0.3;
    private const string Bound = "2%";

    public override string Name => "services";

    public override string Title => "answers per second while somebody watches, in turns, medians of the rounds";

    public override string? Method => """
        Server and clients are on the same machine and share its CPUs, on loopback ports; who watches the machine watches both.
        redis-server has one thread, nginx one process that answers with a file of 1 KiB, the service of Go reads a file for each
        answer. In each round each watcher begins, the clients ask for two seconds and are measured for three, and it ends. *kept*
        is the median of what a round's throughput was of the same round's with nothing. nginx and the service of Go open a file
        for each answer, and sysprof tells calls apart by its path, which the others do not: an open with its close costs about a
        microsecond more for it (`./build.sh bench descriptors`).
        """;

    public override void Measure(BenchmarkRun run)
    {
        foreach (Func<Service> make in run.Choose<Func<Service>[]>(
            [() => new Redis(), () => new Nginx(), () => new GoServer()], [() => new Redis()]))
        {
            using Service service = make();
            if (service.IsInstalled)
            {
                service.Start();
                Measure(run, service);
            }
            else
            {
                run.Print($"  {service.Name}: not measured, its programs are not installed");
            }
        }
    }

    private static void Measure(BenchmarkRun run, Service service)
    {
        var nothing = new Keeping(new Nothing());
        var empty = new Keeping(new PeerPrograms("two empty programs", "empty.bpf.o"));
        var machine = new Keeping(new SysprofProgram("sysprof, the machine", _ => []));
        var bounded = new Keeping(new SysprofProgram($"sysprof --max-overhead {Bound}", _ => ["--max-overhead", Bound]));
        Keeping[] alone = run.Choose<Keeping[]>([new Keeping(new SysprofProgram("sysprof, -p", tgid => ["-p", $"{tgid}"]))], []);
        Keeping[] peers = run.Choose<Keeping[]>(
            [new Keeping(PeerTools.Bpftrace()), new Keeping(PeerTools.PerfTrace()), new Keeping(PeerTools.Strace())], []);
        Keeping[] all = [nothing, empty, machine, bounded, .. alone, .. peers];
        Keeping[] watchers = [.. all.Where(one => one.IsInstalled)];
        int seconds = run.Rounds(3, 1);
        _ = service.Ask(seconds);
        for (int round = run.Rounds(9, 3); round > 0; round--)
        {
            foreach (Keeping watcher in watchers)
            {
                watcher.TakePart(service, seconds);
            }
        }

        var table = new Table($"{service.Name}: {service.Clients}", "answers/s", "kept", "p99 ms");
        foreach (Keeping watcher in watchers)
        {
            table.Add(
                watcher.Name,
                Table.Number(watcher.MedianPerSecond, 0),
                Table.Number(watcher.KeptOf(nothing), 3),
                Table.Number(watcher.MedianP99Ms, 3));
        }

        run.Print(table);
        double traced = machine.KeptOf(nothing);
        foreach (Keeping peer in watchers.Where(one => peers.Contains(one) && one.KeptOf(nothing) > traced))
        {
            run.Print($"  {service.Name}: {peer.Name} keeps more than {machine.Name}, {peer.KeptOf(nothing):N3} instead of {traced:N3}");
        }

        if (service is Redis)
        {
            double least = run.Choose(Math.Min(LeastTraced, 1 - MostOfEmptyLoss * (1 - empty.KeptOf(nothing))), LeastInAShortRun);
            double leastBounded = run.Choose(LeastBounded, LeastInAShortRun);
            double keptBounded = bounded.KeptOf(nothing);
            run.Require(traced >= least, $"redis keeps {traced:N3} with the machine traced, less than {least:N3}");
            run.Require(keptBounded >= leastBounded, $"redis keeps {keptBounded:N3} with {Bound}, less than {leastBounded:N3}");
        }
    }
}
