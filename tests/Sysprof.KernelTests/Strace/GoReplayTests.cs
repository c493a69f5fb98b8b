using System.Text.RegularExpressions;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Processes;
using Xunit;

namespace Sysprof.KernelTests.Strace;

/// <summary>An HTTP service of Go that makes 101 requests to itself, counted by strace and by sysprof.</summary>
public sealed class GoReplayTests : IClassFixture<GoPrograms>, IDisposable
{
    private const int Requests = 101;
    private const int FileBytes = 1009;

    /// <summary>What is not the same in every run, by its reason.</summary>
    private static readonly string[] s_unsteady =
    [
        // Threads sleep and are woken as goroutines happen to become ready.
        "futex", "nanosleep", "epoll_pwait", "sched_yield",
        // The same byte may be asked for once too often before it is there (EAGAIN), and so may a connection; a thread
        // that waits for the network is woken by a byte in a pipe.
        "read", "accept4", "write",
        // As many threads as block at one time.
        "clone", "gettid", "sigaltstack", "rt_sigprocmask",
        // A goroutine that runs for long is preempted by a signal.
        "tgkill", "getpid", "rt_sigreturn",
        // The last connection may be open still when the program ends.
        "close", "epoll_ctl",
        // The garbage collector goes by what the scheduler keeps, too.
        "mmap", "munmap", "madvise",
    ];

    private readonly GoPrograms _go;
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-go-replay-").FullName;

    public GoReplayTests(GoPrograms go)
    {
        _go = go;
        File.WriteAllText(ServedFile, new string('x', FileBytes));
    }

    private string ServedFile => Path.Combine(_directory, "file");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Of_one_run_both_count_every_call_and_error_alike()
    {
        string program = await _go.Replayed();
        using Tracer tracer = Tracer.Start(new Target.Comm(new Regex($"^{GoPrograms.ReplayedName}$")));
        var strace = StraceTable.OfStrace(program, "replay", ServedFile);
        await tracer.RotateUntil(strace);
        tracer.Stop();

        tracer.Summary.AssertWhole();
        var ours = StraceTable.OfSummary(tracer.Summary);
        Dictionary<string, long> killed = KilledIn(await strace, ours);
        // exit_group by one thread kills the others: strace does not see their last call end, and leaves it out. Calls that
        // wait end with a restart or EINTR, which are errors to strace.
        Assert.InRange(killed.Values.Sum(), 0, tracer.Summary.Calls.ThreadCount - 1);
        foreach ((string name, long calls) in killed)
        {
            long errors = (await strace).GetValueOrDefault(name).Errors;
            Assert.InRange(ours[name].Errors - errors, 0, calls);
            ours[name] = (ours[name].Calls - calls, errors);
        }

        Assert.Empty(StraceTable.Differences(await strace, ours));
        Assert.True(ours["futex"].Calls > Requests, "hardly any futex: not much of a test");
    }

    [Fact]
    public async Task Of_two_runs_both_count_alike_what_does_not_depend_on_the_scheduler()
    {
        string program = await _go.Replayed();
        var strace = await StraceTable.OfStrace(program, "replay", ServedFile);
        TracedRun run = await TracedRun.OfCommand(program, "replay", ServedFile);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        run.Summary.AssertWhole();
        var ours = StraceTable.OfSummary(run.Summary);
        Assert.Equal(Succeeded(strace, "accept4"), Succeeded(ours, "accept4"));
        foreach (string name in s_unsteady)
        {
            strace.Remove(name);
            ours.Remove(name);
        }

        Assert.Equal(strace, ours);
        Assert.Equal((2 * Requests, 2 * Requests), ours["connect"]);
    }

    [Fact]
    public async Task What_a_request_must_make_is_counted()
    {
        TracedRun run = await TracedRun.OfCommand(await _go.Replayed(), "replay", ServedFile);

        run.Summary.AssertWhole();
        SortedDictionary<string, CallCounts> calls = run.Summary.CountsByName();
        // One of the client to the service, one of the service to its backend.
        Assert.Equal((2 * Requests, 2 * Requests), (calls["connect"].Calls, calls["connect"].Errnos["EINPROGRESS"]));
        Assert.Equal(2 * Requests, calls["accept4"].Calls - calls["accept4"].Errors);
        Assert.Equal(["EAGAIN"], calls["accept4"].Errnos.Keys);
        Assert.Equal(["EAGAIN"], calls["read"].Errnos.Keys);
        Assert.InRange(calls["read"].Errors, Requests, calls["read"].Calls - (2 * Requests));
    }

    private static long Succeeded(SortedDictionary<string, (long Calls, long Errors)> table, string name) =>
        table[name].Calls - table[name].Errors;

    /// <summary>How many calls of a name strace has less.</summary>
    private static Dictionary<string, long> KilledIn(
        SortedDictionary<string, (long Calls, long Errors)> strace, SortedDictionary<string, (long Calls, long Errors)> ours) => ours
        .Select(row => (row.Key, Less: row.Value.Calls - strace.GetValueOrDefault(row.Key).Calls))
        .Where(row => row.Less > 0)
        .ToDictionary(row => row.Key, row => row.Less);
}
