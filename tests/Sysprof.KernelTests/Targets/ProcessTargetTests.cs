using Sysprof.Kernel.Requirements;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary><c>-p</c>: a process with all its threads, and its children unless told otherwise.</summary>
public sealed class ProcessTargetTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Waiting_threads_new_threads_and_children_are_all_counted()
    {
        TracedRun run = await TracedRun.AttachedToProcess("threads", "64", "17", "5", "101");
        run.AssertPromiseKept();
        Assert.Equal(64 + 17 + 5, run.Promise.Lines.Count);
    }

    [Fact]
    public async Task Children_are_left_out_when_they_are_not_followed()
    {
        using RunningWorkload workload = await RunningWorkload.Start("threads", "64", "17", "5", "101");
        using Tracer tracer = Tracer.Start(Options([workload.Tgid]) with { FollowChildren = false });
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.All(tracer.Summary.Threads(), thread => Assert.Equal(workload.Tgid, thread.Thread.Info.Key.Tgid));
        var own = tracer.Summary.Threads().Select(thread => thread.Thread.Info.Key.Tid).ToHashSet();
        PromiseLine[] kept = [.. workload.Promise.Lines.Where(line => own.Contains(line.Tid!.Value))];
        Assert.Equal(64 + 17, kept.Length);
        new Promise(kept).AssertKept(tracer.Summary);
        Assert.Equal(5, tracer.Summary.Counts("fork").Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Children_that_exist_already_belong_to_it_when_children_are_followed(bool follow)
    {
        using var family = await Family.Start();
        using Tracer tracer = Tracer.Start(Options([family.Grandparent]) with { FollowChildren = follow });
        await tracer.RotateUntil(family.Run());
        tracer.Stop();

        tracer.Summary.AssertWhole();
        if (follow)
            family.Promise.AssertKept(tracer.Summary);
        else
            Assert.All(tracer.Summary.Threads(), thread => Assert.Equal(family.Grandparent, thread.Thread.Info.Key.Tgid));
    }

    [Fact]
    public async Task Two_processes_are_counted_and_a_third_is_not()
    {
        using RunningWorkload first = await RunningWorkload.Start("counts");
        using RunningWorkload second = await RunningWorkload.Start("sockets");
        using RunningWorkload outside = await RunningWorkload.Start("counts");
        using Tracer tracer = Tracer.Start(Options([first.Tgid, second.Tgid]));
        await tracer.RotateUntil(Task.WhenAll(first.Run(), second.Run(), outside.Run()));
        tracer.Stop();

        tracer.Summary.AssertWhole();
        first.Promise.AssertKept(tracer.Summary);
        second.Promise.AssertKept(tracer.Summary);
        Assert.Equal([first.Tgid, second.Tgid], tracer.Summary.Threads().Select(thread => thread.Thread.Info.Key.Tgid).Order());
    }

    [Fact]
    public async Task Processes_outside_do_not_show_in_the_account()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        using RunningWorkload outside = await RunningWorkload.Start("counts");
        using Tracer tracer = Tracer.Start(Options([workload.Tgid]) with { Calls = SyscallSet.Parse("getppid") });
        await tracer.RotateUntil(Task.WhenAll(workload.Run(), outside.Run()));
        tracer.Stop();

        // Nor does the process that measures what tracing costs, whose calls are getppid too.
        Assert.Equal(1009, tracer.Summary.Ledger.Entered);
        Assert.Equal(1009, tracer.Summary.Ledger.Returned);
        tracer.Summary.AssertWhole();
    }

    [Fact]
    public async Task The_end_of_the_process_is_noticed()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        using Tracer tracer = Tracer.Start(Options([workload.Tgid]));
        await tracer.RotateUntil(workload.Run());
        await tracer.Session.TargetEnded.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        tracer.Stop();
        Assert.Null(tracer.Session.CommandExitCode);
        workload.Promise.AssertKept(tracer.Summary);
    }

    [Fact]
    public async Task A_process_whose_leader_has_ended_still_runs()
    {
        // The thread that is left makes calls until the test ends it.
        using RunningWorkload workload = await RunningWorkload.Start("exit", "leader", "1", "1000000000000");
        workload.Go();
        await Condition.Becomes(() => File.ReadAllText($"/proc/{workload.Tgid}/stat").Contains(") Z ", StringComparison.Ordinal));

        using Tracer tracer = Tracer.Start(Options([workload.Tgid]));
        ResolvedTarget target = ResolvedTarget.Of(new Target.Tasks([workload.Tgid], []), null, CgroupMounts.Read());
        Assert.True(target.AnyIdLives());
        await Condition.Becomes(() => tracer.Rotate().Ledger.Returned > 0);
        tracer.Stop();
        tracer.Summary.AssertBalanced();
        Assert.NotEqual(workload.Tgid, Assert.Single(tracer.Summary.Threads()).Thread.Info.Key.Tid);
    }

    private static SessionOptions Options(int[] tgids) =>
        new() { Target = new Target.Tasks(tgids, []), Calls = SyscallSet.Everything };

}
