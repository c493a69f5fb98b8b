using System.Diagnostics;
using System.Globalization;
using Sysprof.Bench.Aggregation;
using Sysprof.Kernel.Session;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Memory;

/// <summary>What runs in the process whose memory is measured: what `stat` does, for 10,000 threads with ten calls each.</summary>
internal static class MemoryScenario
{
    public const int Threads = 10_000;
    public const int CallKinds = 10;
    public const string Synthetic = "synthetic";
    public const string Real = "real";
    private const int Intervals = 8;

    /// <summary>Runs a scenario and prints what it took, a word and a number a line.</summary>
    public static void Run(string scenario, TextWriter output)
    {
        Summary summary = scenario == Real ? RunReal(output) : RunSynthetic(output);
        Say(output, "threads", summary.Calls.ThreadCount);
        Say(output, "cells", summary.Calls.CellCount);
        Say(output, "calls", CallsOf(summary.Calls));
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            string[] words = line.Split([':', '\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["VmRSS" or "VmHWM" or "RssAnon" or "RssShmem" or "RssFile", _, "kB"])
            {
                output.WriteLine($"{words[0]} {words[1]}");
            }
        }
    }

    private static Summary RunSynthetic(TextWriter output)
    {
        var threads = new SyntheticThreads(Threads, CallMix.Server());
        // 40 calls a batch; other durations in each, so that histograms widen as they do in life.
        FinishedCall[][] batches = [.. Enumerable.Range(0, 97).Select(seed => CallMix.EachCall(4, seed))];
        var summary = new Summary(NoRun.Info);
        for (int interval = 0; interval < Intervals; interval++)
        {
            for (int thread = 0; thread < Threads; thread++)
            {
                threads.Add(thread, batches[(thread + interval) % batches.Length]);
            }

            Stopwatch time = Stopwatch.StartNew();
            IntervalBuilder counted = threads.Rotate();
            summary.Add(new Interval
            {
                StartNs = interval,
                EndNs = interval + 1,
                Calls = counted.Calls,
                Ledger = default,
                OwnCpuNs = 0,
            });
            threads.Recycle(counted);
            Say(output, "turn", time.Elapsed.TotalMilliseconds);
        }

        Say(output, "made", threads.CallsAdded);
        return summary;
    }

    /// <summary>The same with a session on the machine and real threads, the ring and the kernel side included.</summary>
    private static Summary RunReal(TextWriter output)
    {
        using TraceSession session = TraceSession.Start(
            new SessionOptions { Target = new Target.Machine(), Calls = SyscallSet.Everything });
        var summary = new Summary(session.Run);
        string program = Path.Combine(AppContext.BaseDirectory, "peers", "workload");
        using Process workload = Process.Start(
            new ProcessStartInfo(program, ["many_threads", $"{Threads}", "4", "--linger"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        while (workload.StandardOutput.ReadLine() is { } line && line != "done")
        {
            // The promise of each thread; the table is checked as a whole.
        }

        for (int interval = 0; interval < Intervals; interval++)
        {
            Stopwatch time = Stopwatch.StartNew();
            Interval counted = session.Rotate();
            summary.Add(counted);
            session.Recycle(counted);
            Say(output, "turn", time.Elapsed.TotalMilliseconds);
        }

        workload.StandardInput.Close();
        workload.WaitForExit();
        summary.Add(session.Stop());
        Say(output, "made", summary.Ledger.Unaccounted == 0 ? CallsOf(summary.Calls) : -1);
        return summary;
    }

    private static long CallsOf(CallTable calls)
    {
        long sum = 0;
        for (int cell = 0; cell < calls.CellCount; cell++)
        {
            sum += calls.Cell(cell).Calls;
        }

        return sum;
    }

    private static void Say(TextWriter output, string word, double number) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word} {number}"));
}
