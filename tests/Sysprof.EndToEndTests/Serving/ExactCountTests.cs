using System.Diagnostics;
using System.Globalization;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Targets;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>What the metrics grow by is what programs did, call by call, and nothing ever falls.</summary>
[Collection("serving")]
public sealed class ExactCountTests
{
    private const string Calls = "sysprof_syscalls_total";
    private const string Errors = "sysprof_syscall_errors_total";
    private const string Bytes = "sysprof_syscall_bytes_total";
    private const string Count = "sysprof_syscall_duration_seconds_count";
    private const string ByProcess = "sysprof_process_syscalls_total";
    private const string ByCgroup = "sysprof_cgroup_syscalls_total";
    private const string Overflow = "sysprof_series_overflow_total{metric=\"sysprof_process_syscalls_total\"}";

    // The names that a metric by process tells apart.
    private const int MostProcesses = 100;

    // How a workload hears that it may go, and says who has done what; and its end.
    private static readonly string[] s_protocol = ["readv", "getpid", "writev", "exit_group"];

    public ExactCountTests() => SysprofProgram.RequireRoot();

    public static TheoryData<string> Scenarios => Ia32.Where(
        "counts",
        "copy",
        "unknown",
        "ia32",
        "children vfork",
        "children pthread",
        "thread_exec",
        "killed",
        "exit group",
        "signals restart",
        "seccomp errno",
        "many_threads 1009",
        "storm 1009 1009");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task What_is_promised_is_what_the_metrics_grow_by(string scenario)
    {
        using RunningWorkload workload = await RunningWorkload.Start(scenario.Split(' '));
        await using ServedProgram served = await ServedProgram.StartAsync("-p", $"{workload.Tgid}", "--collector.process", "--collector.cgroup");
        Scrape before = await served.ScrapeAsync();

        Promise promise = await workload.Run();
        Scrape after = await served.ScrapeAsync();

        // Children promise their ends; their parent does not, and ends, too.
        AssertKept(promise, before, after, otherEnds: scenario.StartsWith("children", StringComparison.Ordinal) ? 1 : 0);
        AssertWhole(after);
        await served.EndAsync();
    }

    [Fact]
    public async Task No_call_is_in_the_metrics_that_was_not_made()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        await using ServedProgram served = await ServedProgram.StartAsync("-p", $"{workload.Tgid}");
        Scrape before = await served.ScrapeAsync();

        Promise promise = await workload.Run();
        Scrape after = await served.ScrapeAsync();

        IEnumerable<string> made = promise.Lines.Select(line => line.Call).Concat(s_protocol);
        Assert.Empty(after.IncreaseOf(Calls, before).Keys.Except(made.Select(call => $"syscall=\"{call}\"")));
        Assert.Equal(promise.Lines.Sum(line => line["errors"]), after.IncreaseOf(Errors, before).Values.Sum());
        await served.EndAsync();
    }

    /// <summary>The same program under strace, name by name; that it is the same in every run is what it is made for.</summary>
    [Fact]
    public async Task Every_call_of_a_program_and_every_error_is_what_strace_counts()
    {
        InstalledProgram.Require("strace");
        using var program = new NamedProgram("spe2e-replay");
        await using ServedProgram served = await ServedProgram.StartAsync("--comm", "^spe2e-replay$");
        Scrape before = await served.ScrapeAsync();

        await program.Run("replay");
        Scrape after = await served.ScrapeAsync();

        SortedDictionary<string, (long Calls, long Errors)> strace = await StraceAsync("replay");
        SortedDictionary<string, long> errors = after.IncreaseOf(Errors, before);
        SortedDictionary<string, (long Calls, long Errors)> counted = [];
        foreach ((string labels, long calls) in after.IncreaseOf(Calls, before))
        {
            string name = labels.Split('"')[1];
            counted.Add(name, (calls, errors.Where(error => error.Key.StartsWith(labels + ",", StringComparison.Ordinal)).Sum(error => error.Value)));
        }

        // The program has its name only after execve, and strace leaves out what never returns.
        Assert.True(strace.Remove("execve"));
        Assert.True(counted.Remove("exit_group"));
        counted.Remove("exit");
        Assert.Equal(strace, counted);
        await served.EndAsync();
    }

    [Fact]
    public async Task A_target_that_ends_leaves_its_metrics()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        await using ServedProgram served = await ServedProgram.StartAsync("-p", $"{workload.Tgid}");
        Scrape before = await served.ScrapeAsync();

        Promise promise = await workload.Run();
        await served.LogHasAsync("msg=\"the target ended; its metrics are served on\"");
        Scrape first = await served.ScrapeAsync();
        Scrape second = await served.ScrapeAsync();

        AssertKept(promise, before, second);
        Assert.Empty(second.FallenSince(first));
        Assert.Empty(second.IncreaseOf(Calls, first));
        Assert.Equal(0, second["sysprof_threads"]);
        Assert.Equal(0, second["sysprof_syscalls_in_flight"]);
        await served.EndAsync();
    }

    [Fact]
    public async Task A_target_that_is_started_again_goes_on_counting()
    {
        using var program = new NamedProgram("spe2e-again");
        await using ServedProgram served = await ServedProgram.StartAsync("--comm", "^spe2e-again$", "--collector.process");
        Scrape before = await served.ScrapeAsync();
        SortedDictionary<string, long>? first = null;
        for (int run = 0; run < 3; run++)
        {
            Promise promise = await program.Run("counts");
            Scrape after = await served.ScrapeAsync();

            AssertKept(promise, before, after);
            AssertWhole(after);
            Assert.Empty(after.FallenSince(before));
            first ??= after.IncreaseOf(Calls, before);
            Assert.Equal(first, after.IncreaseOf(Calls, before));
            Assert.Equal(["comm=\"spe2e-again\""], after.Of(ByProcess).Keys);
            before = after;
        }

        await served.EndAsync();
    }

    [Fact]
    public async Task Calls_count_for_the_cgroup_in_which_they_were_made()
    {
        using RunningWorkload first = await RunningWorkload.Start("counts", "1009");
        using RunningWorkload second = await RunningWorkload.Start("counts", "457");
        using var one = new ControlGroup(first.Tgid);
        using var other = new ControlGroup(second.Tgid);
        await using ServedProgram served = await ServedProgram.StartAsync(
            "-p", $"{first.Tgid},{second.Tgid}", "-e", "getppid", "--collector.cgroup", "--collector.process");
        Scrape before = await served.ScrapeAsync();

        await Task.WhenAll(first.Run(), second.Run());
        Scrape after = await served.ScrapeAsync();

        Assert.Equal(
            new SortedDictionary<string, long> { [$"cgroup=\"{one.Name}\""] = 1009, [$"cgroup=\"{other.Name}\""] = 457 },
            after.IncreaseOf(ByCgroup, before));
        Assert.Equal(1009 + 457, after[$"{ByProcess}{{comm=\"workload\"}}"]);
        Assert.Equal(2, after.Of("sysprof_cgroup_info").Count);
        AssertWhole(after);
        await served.EndAsync();
    }

    [Fact]
    public async Task Nothing_falls_while_processes_and_threads_die()
    {
        using var program = new NamedProgram("spe2e-dying");
        await using ServedProgram served = await ServedProgram.StartAsync("--collector.process", "--collector.cgroup");
        using var enough = new CancellationTokenSource();
        Task dying = DieAsync(program, enough.Token);
        Scrape before = await served.ScrapeAsync();
        for (int scrapes = 0; scrapes < 23; scrapes++)
        {
            Scrape after = await served.ScrapeAsync();
            Assert.Empty(after.FallenSince(before));
            before = after;
        }

        await enough.CancelAsync();
        await dying;
        Scrape last = await served.ScrapeAsync();
        Assert.Empty(last.FallenSince(before));
        AssertSumsAgree(last);
        await served.EndAsync();
    }

    [Fact]
    public async Task Five_thousand_names_stay_within_the_caps_and_their_sums_exact()
    {
        const int processes = 5000;
        using RunningWorkload workload = await RunningWorkload.Start("names", $"{processes}", "3");
        await using ServedProgram served = await ServedProgram.StartAsync("-p", $"{workload.Tgid}", "--collector.process");
        Scrape before = await served.ScrapeAsync();

        Task<Promise> run = workload.Run();
        Scrape last = before;
        while (!run.IsCompleted)
        {
            Scrape next = await served.ScrapeAsync();
            Assert.Empty(next.FallenSince(last));
            last = next;
        }

        Scrape after = await served.ScrapeAsync();
        AssertKept(await run, before, after);
        AssertWhole(after);
        Assert.Equal(MostProcesses + 1, after.Of(ByProcess).Count);
        Assert.True(after[$"{ByProcess}{{comm=\"other\"}}"] > 0);
        // All of them, and the program that forks them.
        Assert.Equal(processes + 1 - MostProcesses, after[Overflow]);
        await served.EndAsync();
    }

    private static async Task DieAsync(NamedProgram program, CancellationToken enough)
    {
        string[] scenarios = ["storm 2003 2003", "killed", "many_threads 1009", "names 1009", "exit group", "counts"];
        for (int run = 0; !enough.IsCancellationRequested || run < scenarios.Length; run++)
        {
            await program.Run(scenarios[run % scenarios.Length].Split(' '));
        }
    }

    /// <summary>What was promised is what the metrics have grown by, for every promised call; says everything that differs.</summary>
    private static void AssertKept(Promise promise, Scrape before, Scrape after, long otherEnds = 0)
    {
        Assert.NotEmpty(promise.Lines);
        SortedDictionary<string, long> calls = after.IncreaseOf(Calls, before);
        SortedDictionary<string, long> errors = after.IncreaseOf(Errors, before);
        SortedDictionary<string, long> bytes = after.IncreaseOf(Bytes, before);
        SortedDictionary<string, long> returned = after.IncreaseOf(Count, before);
        var differences = new List<string>();
        foreach (IGrouping<string, PromiseLine> lines in promise.Lines.GroupBy(line => line.Call))
        {
            string labels = $"syscall=\"{lines.Key}\"";
            long others = lines.Key == "exit_group" ? otherEnds : 0;
            long promised = lines.Sum(line => line["calls"]) + others;
            Compare($"{lines.Key} calls", promised, calls.GetValueOrDefault(labels));
            if (lines.Any(line => line.Has("bytes")))
            {
                Compare($"{lines.Key} bytes", lines.Sum(line => line["bytes"]), bytes.GetValueOrDefault(labels));
            }

            long never = lines.Sum(line => line["never"]) + others;
            long interrupted = lines.Sum(line => line["interrupted"]);
            Compare($"{lines.Key} returned", promised - never, returned.GetValueOrDefault(labels));
            // What a call leaves with that is killed is EINTR for this one alone: the workloads' README.
            long killed = lines.Key == "epoll_wait" ? interrupted : 0;
            Compare(
                $"{lines.Key} errors",
                lines.Sum(line => line["errors"]) + killed,
                errors.Where(error => error.Key.StartsWith(labels + ",", StringComparison.Ordinal)).Sum(error => error.Value));
            foreach (var errno in lines.SelectMany(line => line.Errnos).GroupBy(errno => errno.Key))
            {
                Compare(
                    $"{lines.Key} {errno.Key}",
                    errno.Sum(one => one.Value),
                    errors.GetValueOrDefault($"{labels},errno=\"{errno.Key}\""));
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));

        void Compare(string what, long promised, long counted)
        {
            if (promised != counted)
            {
                differences.Add($"{what}: promised {promised}, counted {counted}");
            }
        }
    }

    /// <summary>Nothing was lost. Of the whole machine nobody can promise that: it may do more than can be kept up with.</summary>
    private static void AssertWhole(Scrape scrape)
    {
        Assert.Equal(4, scrape.Of("sysprof_calls_lost_total").Count);
        Assert.Equal(0, scrape.Sum("sysprof_calls_lost_total"));
        AssertSumsAgree(scrape);
    }

    /// <summary>The sums over whatever tells calls apart are the same.</summary>
    private static void AssertSumsAgree(Scrape scrape)
    {
        foreach (string dimension in new[] { "process", "cgroup" }.Where(dimension => scrape.Of($"sysprof_{dimension}_syscalls_total").Count > 0))
        {
            Assert.Equal(scrape.Sum(Calls), scrape.Sum($"sysprof_{dimension}_syscalls_total"));
            Assert.Equal(scrape.Sum(Errors), scrape.Sum($"sysprof_{dimension}_syscall_errors_total"));
            Assert.Equal(scrape.Sum(Count), scrape.Sum($"sysprof_{dimension}_syscall_duration_seconds_count"));
            double seconds = scrape.Sum("sysprof_syscall_duration_seconds_sum");
            Assert.Equal(seconds, scrape.Sum($"sysprof_{dimension}_syscall_duration_seconds_sum"), 1e-9 * seconds);
        }
    }

    private static async Task<SortedDictionary<string, (long Calls, long Errors)>> StraceAsync(string scenario)
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process strace = Process.Start(new ProcessStartInfo(
                "strace", ["-f", "-c", "-U", "name,calls,errors", "-o", file, "--", Paths.Workload, scenario])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            await strace.StandardOutput.ReadToEndAsync();
            await strace.WaitForExitAsync();
            Assert.Equal(0, strace.ExitCode);
            var table = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
            foreach (string line in await File.ReadAllLinesAsync(file))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is [not "total", _, ..] && long.TryParse(words[1], CultureInfo.InvariantCulture, out long calls))
                {
                    table.Add(words[0], (calls, words.Length > 2 ? long.Parse(words[2], CultureInfo.InvariantCulture) : 0));
                }
            }

            return table;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
