using System.Buffers;
using Sysprof.Profile.Metrics;
using Sysprof.Profile.Model;

namespace Sysprof.Bench.Scrape;

/// <summary>
/// How long an interval of 10,000 threads with ten calls each takes to be added to the metrics, and how long and how
/// large they are in each format, with calls by process and by cgroup.
/// </summary>
internal sealed class ScrapeBenchmark : Benchmark
{
    private const double AimTakeMs = 30;
    private const double AimTextMs = 10;
    private const long MostTakeBytes = 20_000;
    private const long MostTextBytes = 1_000_000;

    // A scrape must not cost more than its text; protobuf is built of objects before it is written.
    private const long MostAllocatedForText = 100_000;
    private const long MostAllocatedForProtobuf = 2_000_000;

    private static readonly ExpositionFormat[] s_formats = Enum.GetValues<ExpositionFormat>();

    public override string Name => "scrape";

    public override string Title => "metrics of 10,000 threads with ten of sixty calls each; ms and kB";

    public override void Measure(BenchmarkRun run)
    {
        var table = new Table("collectors", "what", "least", "median", "most", "allocated", "size");
        Measure(run, table, "calls", new RunMetricsOptions());
        Measure(run, table, "all", new RunMetricsOptions { ByProcess = true, ByCgroup = true });
        run.Print(table);
        run.Print($"  the aims are {AimTakeMs} ms to take an interval and {AimTextMs} ms to write text");
    }

    private static void Measure(BenchmarkRun run, Table table, string collectors, RunMetricsOptions options)
    {
        var machine = new BusyMachine();
        var metrics = new RunMetrics(NoRun.Info, options);
        var take = new ScrapeSamples();
        var writes = s_formats.ToDictionary(format => format, _ => new ScrapeSamples());
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var sizes = new Dictionary<ExpositionFormat, int>();
        for (int round = 0; round < run.Rounds(30, 8); round++)
        {
            Interval interval = machine.Next();
            take.Add(() => metrics.Take(interval, DateTimeOffset.UnixEpoch.AddSeconds(round)));
            foreach (ExpositionFormat format in s_formats)
            {
                output.ResetWrittenCount();
                writes[format].Add(() => Write(metrics, format, output));
                sizes[format] = output.WrittenCount;
            }
        }

        take.AddTo(table, collectors, "take an interval", size: null);
        run.Require(take.LeastBytes <= MostTakeBytes, $"{collectors}: {take.LeastBytes:N0} bytes allocated to take an interval > {MostTakeBytes:N0}");
        foreach (ExpositionFormat format in s_formats)
        {
            long most = format == ExpositionFormat.Protobuf ? MostAllocatedForProtobuf : MostAllocatedForText;
            long allocated = writes[format].LeastBytes;
            writes[format].AddTo(table, collectors, format.ToString(), sizes[format]);
            run.Require(allocated <= most, $"{collectors}, {format}: {allocated:N0} bytes allocated for a scrape > {most:N0}");
        }

        run.Require(
            sizes[ExpositionFormat.Text] <= MostTextBytes,
            $"{collectors}: {sizes[ExpositionFormat.Text]:N0} bytes of text > {MostTextBytes:N0}");
        Verify(run, collectors, metrics, machine, options);
    }

    private static void Write(RunMetrics metrics, ExpositionFormat format, IBufferWriter<byte> output)
    {
        IMetricWriter writer = Exposition.Begin(format, output);
        metrics.WriteTo(writer);
        writer.Finish();
    }

    private static void Verify(BenchmarkRun run, string collectors, RunMetrics metrics, BusyMachine machine, RunMetricsOptions options)
    {
        var sums = new FamilySums();
        metrics.WriteTo(sums);
        var families = new List<string> { "sysprof_syscalls_total", "sysprof_syscall_duration_seconds" };
        if (options.ByProcess)
        {
            families.AddRange(
                [
                    "sysprof_process_syscalls_total", "sysprof_process_syscall_duration_seconds",
                    "sysprof_cgroup_syscalls_total", "sysprof_cgroup_syscall_duration_seconds",
                ]);
        }

        foreach (string family in families)
        {
            run.Require(sums.Of(family) == machine.CallsMade, $"{collectors}: {family} says {sums.Of(family):N0} of {machine.CallsMade:N0} calls");
        }

        run.Require(sums.Of("sysprof_syscall_errors_total") == machine.ErrorsMade, $"{collectors}: not all {machine.ErrorsMade:N0} errors are there");
        run.Require(sums.Of("sysprof_threads") == BusyMachine.Threads, $"{collectors}: {sums.Of("sysprof_threads")} threads");
    }
}
