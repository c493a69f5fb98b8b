using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>What the threads of a run are said to run.</summary>
public sealed class TracedProgramsTests
{
    [Fact]
    public async Task Servers_runtimes_and_programs_that_say_nothing_are_told_apart()
    {
        using InstalledProgram redis = Redis("redis-server");
        using ChildProcess dotNet = await ChildProcess.Start("hold", Paths.Workload);
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        using Tracer tracer = Start(new Target.Tasks([redis.Tgid, dotNet.Tgid, workload.Tgid], []));
        await Condition.Becomes(() => ProgramOf(tracer.Rotate(), redis.Tgid)?.Kind == ProgramKind.Redis);
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.Equal("redis", ProgramOf(tracer.Summary.Calls, redis.Tgid)?.Name);
        Assert.Equal(
            new ProgramInfo(ProgramKind.DotNet, ".NET", Environment.Version.ToString(3)), ProgramOf(tracer.Summary.Calls, dotNet.Tgid));
        Assert.Equal(ProgramInfo.Unknown, ProgramOf(tracer.Summary.Calls, workload.Tgid));
        var roles = KnownRoles.Of(tracer.Summary.Calls);
        Assert.Equal("event loop", roles.Of(Threads(tracer.Summary.Calls).Single(thread => thread.Key.Tid == redis.Tgid).Key));
        Assert.Superset(
            new HashSet<string> { "main", "wait handles" },
            Threads(tracer.Summary.Calls).Where(thread => thread.Key.Tgid == dotNet.Tgid).Select(thread => roles.Of(thread.Key)).ToHashSet());
    }

    [Fact]
    public async Task A_run_that_ends_at_once_names_what_was_there()
    {
        using ChildProcess dotNet = await ChildProcess.Start("hold", Paths.Workload);
        using Tracer tracer = Start(new Target.Tasks([dotNet.Tgid], []));
        tracer.Stop();
        Assert.Equal(ProgramKind.DotNet, ProgramOf(tracer.Summary.Calls, dotNet.Tgid)?.Kind);
    }

    [Fact]
    public async Task A_process_that_executes_another_program_becomes_it()
    {
        using InstalledProgram shell = Redis("bash", "-c", "read line; exec redis-server \"$@\"", "shell");
        using Tracer tracer = Start(new Target.Tasks([shell.Tgid], []));
        await Condition.Becomes(() => ProgramInfo.Unknown.Equals(ProgramOf(tracer.Rotate(), shell.Tgid)));
        await shell.WriteLine("go on");
        await Condition.Becomes(() => ProgramOf(tracer.Rotate(), shell.Tgid) is { Kind: ProgramKind.Redis });
        tracer.Stop();
        tracer.Summary.AssertWhole();
        Assert.Equal(ProgramKind.Redis, ProgramOf(tracer.Summary.Calls, shell.Tgid)?.Kind);
    }

    [Fact]
    public async Task Two_hundred_processes_that_come_at_once_are_all_looked_at()
    {
        const int Processes = 199;
        InstalledProgram.Require("sleep");
        using Tracer tracer = Start(new Target.Command(
            ["/bin/sh", "-c", $"for i in $(seq {Processes}); do sleep 61 & all=\"$all $!\"; done; trap 'kill $all' TERM; wait"]));
        await Condition.Becomes(() =>
        {
            tracer.Rotate();
            return Threads(tracer.Summary.Calls).Count(thread => thread.Comm == "sleep" && thread.Program is not null) == Processes;
        });
        tracer.Session.SignalCommand(15);
        await tracer.RotateUntil(tracer.Session.TargetEnded);
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.All(
            Threads(tracer.Summary.Calls).Where(thread => thread.Comm == "sleep"),
            thread => Assert.Equal(ProgramInfo.Unknown, thread.Program));
    }

    [Fact]
    public async Task Nobody_is_looked_at_where_nobody_asks()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        tracer.Stop();
        Assert.Null(ProgramOf(tracer.Summary.Calls, workload.Tgid));
    }

    private static Tracer Start(Target target) =>
        Tracer.Start(new SessionOptions { Target = target, Calls = SyscallSet.Everything, Programs = true });

    private static InstalledProgram Redis(params string[] command)
    {
        InstalledProgram.Require("redis-server");
        string socket = Path.Combine(Path.GetTempPath(), $"sysprof-traced-redis-{Environment.ProcessId}");
        return InstalledProgram.Start([.. command, "--port", "0", "--unixsocket", socket, "--save", ""]);
    }

    private static ProgramInfo? ProgramOf(Interval interval, int tgid) => ProgramOf(interval.Calls, tgid);

    private static ProgramInfo? ProgramOf(CallTable calls, int tgid) =>
        Threads(calls).FirstOrDefault(thread => thread.Key.Tgid == tgid && thread.Key.Tid == tgid)?.Program;

    private static IEnumerable<ThreadInfo> Threads(CallTable calls) =>
        Enumerable.Range(0, calls.ThreadCount).Select(row => calls.Thread(row).Info);
}
