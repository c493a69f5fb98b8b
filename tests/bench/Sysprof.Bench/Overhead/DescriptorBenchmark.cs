using System.Diagnostics;
using System.Globalization;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Overhead;

/// <summary>What it adds to opens and to reads that the kernel tells on what file calls are made.</summary>
internal sealed class DescriptorBenchmark : Benchmark
{
    // What is told about a file costs as much as looking at each name of its path. A read is not to notice.
    private const double MostOfRead = 1.1;
    private const string RoundsOfWorkload = "101";

    public override string Name => "descriptors";

    public override string Title => "nanoseconds per open with its close, and per read of one byte, the least of all rounds";

    public override void Measure(BenchmarkRun run)
    {
        string directory = Directory.CreateTempSubdirectory("sysprof-bench-").FullName;
        try
        {
            (string Name, bool Traced, bool Descriptors)[] contenders =
                [("nothing", false, false), ("sysprof -p", true, false), ("sysprof -p, with descriptors", true, true)];
            var least = contenders.Select(_ => (Open: double.MaxValue, Read: double.MaxValue)).ToArray();
            for (int round = run.Rounds(20, 3); round > 0; round--)
            {
                for (int i = 0; i < contenders.Length; i++)
                {
                    (double open, double read) = Once(directory, contenders[i].Traced, contenders[i].Descriptors);
                    least[i] = (Math.Min(least[i].Open, open), Math.Min(least[i].Read, read));
                }
            }

            var table = new Table("what is attached", "open+close", "over nothing", "read", "over nothing");
            for (int i = 0; i < contenders.Length; i++)
            {
                table.Add(
                    contenders[i].Name,
                    Table.Number(least[i].Open),
                    Table.Number(least[i].Open - least[0].Open),
                    Table.Number(least[i].Read),
                    Table.Number(least[i].Read - least[0].Read));
            }

            run.Print(table);
            double ratio = (least[2].Read - least[0].Read) / (least[1].Read - least[0].Read);
            run.Print($"  what is added to a read with descriptors and without: {ratio:N3}, at most {MostOfRead}");
            run.Require(ratio <= MostOfRead, $"with descriptors a read costs {ratio:N3} times as much, more than {MostOfRead}");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Lets the workload measure itself while it is traced, or is not.</summary>
    private static (double Open, double Read) Once(string directory, bool traced, bool descriptors)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "peers", "workload"),
            ["descriptors", "costs", directory, RoundsOfWorkload, "--wait"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process workload = Process.Start(start)!;
        _ = workload.StandardOutput.ReadLine();
        using TraceSession? session = traced
            ? TraceSession.Start(new SessionOptions
            {
                Target = new Target.Tasks([workload.Id], []),
                Calls = SyscallSet.Everything,
                Descriptors = descriptors,
            })
            : null;
        workload.StandardInput.WriteLine();
        string[] words = workload.StandardOutput.ReadToEnd().Split(' ');
        workload.WaitForExit();
        Interval? interval = session?.Stop();
        if (words[0] != "costs" || interval is { Ledger.Lost: > 0 })
        {
            throw new InvalidDataException($"the workload said {words[0]}; {interval?.Ledger}");
        }

        return (double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
