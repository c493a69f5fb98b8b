using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary><c>-e</c>: only the calls of the set are counted, in the tables and in the account.</summary>
public sealed class SyscallSelectionTests
{
    private static readonly string[] s_network =
    [
        "accept4", "bind", "connect", "getsockname", "listen", "recvfrom", "recvmsg", "sendmsg", "sendto", "shutdown",
        "socket", "socketpair",
    ];

    private static readonly string[] s_epoll = ["epoll_create1", "epoll_ctl", "epoll_wait"];

    [Theory]
    [InlineData("%network,!close")]
    [InlineData("%network")]
    public async Task A_class_counts_its_calls_and_no_others(string set)
    {
        using Tracer tracer = await Trace(set);
        Assert.Equal(s_network, tracer.Summary.CountsByName().Keys);
    }

    [Fact]
    public async Task An_expression_counts_the_calls_it_finds_and_no_others()
    {
        using Tracer tracer = await Trace("/^epoll/");
        Assert.Equal(s_epoll, tracer.Summary.CountsByName().Keys);
    }

    [Fact]
    public async Task A_class_without_some_calls_leaves_them_out()
    {
        using Tracer tracer = await Trace("%network,!/^send/,!socketpair");
        Assert.Equal(
            s_network.Except(["sendmsg", "sendto", "socketpair"]), tracer.Summary.CountsByName().Keys);
    }

    [Fact]
    public async Task Everything_without_a_class_leaves_that_out()
    {
        using Tracer tracer = await Trace("!%network");
        Assert.Empty(tracer.Summary.CountsByName().Keys.Intersect(s_network));
        Assert.Empty(s_epoll.Except(tracer.Summary.CountsByName().Keys));
        Assert.Contains("close", tracer.Summary.CountsByName().Keys);
    }

    [Fact]
    public async Task A_set_that_the_program_never_calls_leaves_nothing()
    {
        using Tracer tracer = await Trace("kexec_load");
        Assert.Empty(tracer.Summary.CountsByName());
        Assert.Equal(0, tracer.Summary.Ledger.Entered);
    }

    [Fact]
    public async Task A_command_is_counted_by_the_set_too()
    {
        string directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;
        string output = Path.Combine(directory, "stdout");
        using Tracer tracer = StartCommand(output);
        await tracer.RotateUntil(tracer.Session.TargetEnded);
        tracer.Stop();
        string[] lines = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Directory.Delete(directory, recursive: true);
        AssertKept(tracer.Summary, Promise.Parse(lines), SyscallSet.Parse("%network"));
    }

    [Fact]
    public async Task Calls_that_are_not_in_the_set_do_not_show_as_open_at_the_start()
    {
        using RunningWorkload workload = await RunningWorkload.Start("threads", "7", "3", "2", "101");
        using Tracer tracer = Start(workload, "getppid");
        // They sleep in futex, and the leader in readv.
        tracer.Rotate();
        Assert.All(tracer.Summary.Threads(), thread => Assert.Null(thread.Thread.InFlight));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        AssertKept(tracer.Summary, workload.Promise, SyscallSet.Parse("getppid"));
        Assert.Equal(0, tracer.Summary.Ledger.OpenAtStart);
    }

    [Fact]
    public async Task Calls_of_the_set_that_threads_sleep_in_show_as_open_at_the_start()
    {
        using RunningWorkload workload = await RunningWorkload.Start("threads", "7", "3", "2", "101");
        using Tracer tracer = Start(workload, "futex");
        tracer.Rotate();
        Assert.Equal(7, tracer.Summary.Threads().Count(thread => thread.Thread.InFlight is { BeforeStart: true }));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        tracer.Summary.AssertWhole();
        Assert.Equal(7, tracer.Summary.Ledger.OpenAtStart);
    }

    /// <summary>Sockets of the target, and the same of a process outside at the same time.</summary>
    private static async Task<Tracer> Trace(string set)
    {
        using RunningWorkload workload = await RunningWorkload.Start("sockets", "101");
        using RunningWorkload outside = await RunningWorkload.Start("sockets", "101");
        Tracer tracer = Start(workload, set);
        await tracer.RotateUntil(Task.WhenAll(workload.Run(), outside.Run()));
        tracer.Stop();
        AssertKept(tracer.Summary, workload.Promise, SyscallSet.Parse(set));
        return tracer;
    }

    private static void AssertKept(Summary summary, Promise promise, SyscallSet set)
    {
        summary.AssertWhole();
        PromiseLine[] selected = [.. promise.Lines.Where(line => set.Contains(Key(line.Call)))];
        if (selected.Length > 0)
            new Promise(selected).AssertKept(summary);
        Assert.All(summary.CountsByName().Keys, name => Assert.True(set.Contains(Key(name)), $"{name} is not in the set"));
    }

    private static CallKey Key(string name) =>
        SyscallTable.For(SyscallAbi.X64).TryNumber(name, out int number)
            ? new CallKey(SyscallAbi.X64, number)
            : throw new ArgumentException($"no call {name}");

    private static Tracer Start(RunningWorkload workload, string set) => Tracer.Start(
        new SessionOptions { Target = new Target.Tasks([workload.Tgid], []), Calls = SyscallSet.Parse(set) });

    private static Tracer StartCommand(string output)
    {
        using StandardStreams streams = StandardStreams.ToFiles(output, "/dev/null");
        return Tracer.Start(new SessionOptions
        {
            Target = new Target.Command([Paths.Workload, "sockets"]),
            Calls = SyscallSet.Parse("%network"),
        });
    }
}
