using System.Diagnostics;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Session;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Bench.Hostile;

/// <summary>Whether the thread that counts, the end of a run and the keys of top wait for what other programs do.</summary>
internal sealed class PausesBenchmark : Benchmark
{
    // Only cases with this in their names are measured.
    private const string CaseVariable = "SYSPROF_PAUSES_CASE";

    private const double MostGivenBackMs = 200;
    private const double SlowEchoMs = 20;
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "sysprof");

    public override string Name => "pauses";

    public override string Title => "the longest pauses while other programs do their worst; ms";

    public override string? Method => """
        The machine is traced with files and executables while a scenario of the workload runs. *pass* is the CPU time of the longest
        pass of the counting thread over records, by its own clock (CLOCK_THREAD_CPUTIME_ID), in a session of the benchmark's process;
        *calls* are system calls of that thread that may wait for a file or for another program, recorded by a second sysprof: what it may
        make are epoll_wait, the eventfd, its clock, bpf, and what the runtime makes for memory (/proc/meminfo, too) and its own locks. *end* is
        the time from a request to end until the last interval is there. *TERM* and *KILL* are the times from a signal to `sysprof stat
        --by file -n 20` until the program has gone. *key* is the slowest of 100 keys in `sysprof top` in a pseudo terminal, from the key until
        the screen answers, *echo* the slowest echo of a terminal without a program in which a letter is typed at the same moments (the
        kernel's work, for which it may wait for a CPU), *own* the most that an answer took longer than that, *q* the time until the
        terminal is given back.
        """;

    public override void Measure(BenchmarkRun run)
    {
        var table = new Table("case", "calls made", "lost", "pass", "calls", "end", "TERM", "KILL", "key", "median", "echo", "own", "q");
        string only = Environment.GetEnvironmentVariable(CaseVariable) ?? "";
        foreach (HostileCase hostile in HostileCases.Of(run).Where(one => one.Name.Contains(only, StringComparison.Ordinal)))
        {
            if (HostilePlaces.CgroupMount is null && hostile.Name.StartsWith("cgroup", StringComparison.Ordinal))
            {
                run.Print($"  {hostile.Name}: not measured, the v2 hierarchy is not mounted");
                continue;
            }

            Measure(run, table, hostile);
        }

        run.Print(table);
    }

    // In a short run what the runtime compiles meanwhile is most of it, and others share the machine.
    private static double MostPassMs(BenchmarkRun run) => run.Choose(20, 150);

    private static double MostKeyMs(BenchmarkRun run) => run.Choose(100, 400);

    private static double MostEndMs(BenchmarkRun run) => run.Choose(1000, 3000);

    private static void Measure(BenchmarkRun run, Table table, HostileCase hostile)
    {
        (long made, long lost, double passMs, string blocking, double endMs) = Count(run, hostile);
        double termMs = EndBySignal(hostile, SignalTerminate);
        double killMs = run.Choose(true, false) ? EndBySignal(hostile, SignalKill) : double.NaN;
        KeyTimes keys = Press(hostile);
        table.Add(
            hostile.Name,
            Table.Number(made, 0),
            Table.Number(lost, 0),
            Table.Number(passMs),
            blocking,
            Table.Number(endMs, 0),
            Table.Number(termMs, 0),
            double.IsNaN(killMs) ? null : Table.Number(killMs, 0),
            Table.Number(keys.SlowestMs, 0),
            Table.Number(keys.MedianMs),
            Table.Number(keys.SlowestEchoMs, 0),
            Table.Number(keys.SlowestOwnMs, 0),
            Table.Number(keys.GivenBackMs, 0));
        run.Require(passMs <= MostPassMs(run), $"{hostile.Name}: a pass of {passMs:N1} ms > {MostPassMs(run)}");
        run.Require(endMs <= MostEndMs(run), $"{hostile.Name}: the end took {endMs:N0} ms > {MostEndMs(run)}");
        run.Require(termMs <= MostEndMs(run), $"{hostile.Name}: {termMs:N0} ms from TERM to the end > {MostEndMs(run)}");
        run.Require(double.IsNaN(killMs) || killMs <= MostEndMs(run), $"{hostile.Name}: {killMs:N0} ms from KILL to the end > {MostEndMs(run)}");
        // Where the kernel's own part of the way took long, it is left out.
        double keyMs = keys.SlowestEchoMs <= SlowEchoMs ? keys.SlowestMs : keys.SlowestOwnMs;
        run.Require(keyMs <= MostKeyMs(run), $"{hostile.Name}: a key took {keyMs:N0} ms > {MostKeyMs(run)}");
        run.Require(keys.GivenBackMs <= MostGivenBackMs, $"{hostile.Name}: q took {keys.GivenBackMs:N0} ms > {MostGivenBackMs}");
        run.Require(keys.Ended, $"{hostile.Name}: top did not end after q");
    }

    /// <summary>The counted scenario beside a session of ours.</summary>
    private static (long Made, long Lost, double PassMs, string Blocking, double EndMs) Count(BenchmarkRun run, HostileCase hostile)
    {
        using var places = new HostilePlaces();
        using var scenario = new Scenario(hostile.Counted(places));
        using TraceSession session = TraceSession.Start(new SessionOptions
        {
            Target = new Target.Machine(),
            Calls = SyscallSet.Everything,
            Descriptors = true,
            Programs = true,
            RaisesPriority = true, // As stat and top do.
        });
        var summary = new Summary(session.Run);
        using var calls = new ConsumerCalls(session.ConsumerTid);
        scenario.Go();
        Task<IReadOnlyList<string>> promise = scenario.PromiseAsync();
        while (!promise.Wait(s_interval))
        {
            summary.Add(session.Rotate());
        }

        // A short scenario is over before the thread looks at the ring by itself.
        summary.Add(session.Rotate());
        // What the thread did until then: at the end it is no more.
        (_, IReadOnlyDictionary<string, long> blocking) = calls.End();
        double passMs = session.LongestPassNs * 1e-6;
        long start = Stopwatch.GetTimestamp();
        summary.Add(session.Stop());
        double endMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        passMs = Math.Max(passMs, session.LongestPassNs * 1e-6);
        scenario.End();
        string by = string.Join(' ', blocking.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key}:{pair.Value}"));
        run.Require(blocking.Count == 0, $"{hostile.Name}: the counting thread made {by}");
        run.Require(summary.Ledger is { Closed: true, Unaccounted: 0 }, $"{hostile.Name}: {summary.Ledger}");
        string? complaint = hostile.Complaint(places, summary.Calls);
        run.Require(complaint is null, $"{hostile.Name}: {complaint}");
        return (summary.Ledger.Entered, summary.Ledger.Lost, passMs, $"{blocking.Values.Sum()}", endMs);
    }

    /// <summary>How long it takes from a signal until <c>stat</c> has ended, in milliseconds, while the scenario goes on.</summary>
    private static double EndBySignal(HostileCase hostile, int signal)
    {
        using var places = new HostilePlaces();
        using Scenario scenario = Lasting(hostile, places);
        using Process stat = Process.Start(new ProcessStartInfo(s_program, ["stat", "--by", "file", "-n", "20", "-d", "1h"])
        {
            RedirectStandardOutput = true,
        })!;
        Task<string> output = stat.StandardOutput.ReadToEndAsync();
        Thread.Sleep(s_interval); // It takes most of a second to start.
        scenario.Go();
        Thread.Sleep(s_interval);
        long start = Stopwatch.GetTimestamp();
        _ = LibC.Kill(stat.Id, signal);
        if (!stat.WaitForExit(s_patience))
        {
            stat.Kill();
            stat.WaitForExit();
        }

        double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        output.Wait();
        return ms;
    }

    private static KeyTimes Press(HostileCase hostile)
    {
        using var places = new HostilePlaces();
        using Scenario scenario = Lasting(hostile, places);
        return KeyTimes.Measure(scenario.Go);
    }

    /// <summary>Goes on until it is disposed of.</summary>
    private static Scenario Lasting(HostileCase hostile, HostilePlaces places) =>
        new(hostile.Lasting is { } lasting ? lasting(places, 600) : hostile.Counted(places));
}
