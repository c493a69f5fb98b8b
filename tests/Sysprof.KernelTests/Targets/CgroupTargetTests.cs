using Sysprof.Kernel.Native;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary><c>--cgroup</c>: threads in a cgroup of the v2 hierarchy or below it, for as long as they are there.</summary>
public sealed class CgroupTargetTests
{
    [Fact]
    public async Task A_process_that_moves_in_and_out_is_counted_while_it_is_inside()
    {
        using var inside = new TestCgroup();
        using var outside = new TestCgroup();
        using Tracer tracer = await Trace(inside, "cgroup", inside.Path, outside.Path, "1009", "457");
        Assert.Equal(1009, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task A_process_that_leaves_and_comes_back_is_counted_again()
    {
        using var inside = new TestCgroup();
        using var outside = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("cgroup", outside.Path, inside.Path, "1009", "457");
        inside.Add(workload.Tgid);
        using Tracer tracer = Tracer.Start(new Target.Cgroup(inside.Path));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        AssertWhole(tracer.Summary);
        Assert.Equal(457, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task A_process_that_is_inside_already_is_counted_from_the_start()
    {
        using var inside = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("threads", "7", "3", "2");
        using RunningWorkload other = await RunningWorkload.Start("threads", "7", "3", "2");
        inside.Add(workload.Tgid);
        using Tracer tracer = Tracer.Start(new Target.Cgroup(inside.Path));
        await tracer.RotateUntil(Task.WhenAll(workload.Run(), other.Run()));
        tracer.Stop();
        AssertWhole(tracer.Summary);
        workload.Promise.AssertKept(tracer.Summary);
        Assert.Equal(workload.Promise.Sum("calls"), tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task A_cgroup_inside_it_counts_and_the_one_around_it_does_not()
    {
        using var around = new TestCgroup();
        using TestCgroup target = around.Child();
        using TestCgroup inside = target.Child();
        using TestCgroup deeper = inside.Child();
        using Tracer tracer = await Trace(target, "cgroup", deeper.Path, around.Path, "1009", "457");
        Assert.Equal(1009, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task A_process_that_changes_to_a_cgroup_inside_it_goes_on_counting()
    {
        using var target = new TestCgroup();
        using TestCgroup inside = target.Child();
        using Tracer tracer = await Trace(target, "cgroup", target.Path, inside.Path, "1009", "457");
        Assert.Equal(1009 + 457, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task Threads_that_another_process_moves_in_are_counted_from_then_on()
    {
        using var inside = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("threads", "64", "17", "5");
        using Tracer tracer = Tracer.Start(new Target.Cgroup(inside.Path));
        inside.Add(workload.Tgid);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        AssertWhole(tracer.Summary);
        workload.Promise.AssertKept(tracer.Summary);
    }

    [Fact]
    public async Task Threads_that_another_process_moves_out_are_counted_no_more()
    {
        using var inside = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("threads", "64", "17", "5");
        inside.Add(workload.Tgid);
        using Tracer tracer = Tracer.Start(new Target.Cgroup(inside.Path));
        TestCgroup.Remove(workload.Tgid);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        AssertWhole(tracer.Summary);
        Assert.Equal(0, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task Threads_that_are_moved_out_and_in_while_they_make_calls_keep_their_account()
    {
        using var inside = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("spin", "3", "3600s");
        using Tracer tracer = Tracer.Start(
            new SessionOptions { Target = new Target.Cgroup(inside.Path), Calls = SyscallSet.Parse("getppid") });
        workload.Go();
        for (int turn = 0; turn < 7; turn++)
        {
            inside.Add(workload.Tgid);
            await Condition.Becomes(() => tracer.Rotate().Ledger.Returned > 0);
            TestCgroup.Remove(workload.Tgid);
            tracer.Rotate();
        }

        tracer.Stop();
        AssertWhole(tracer.Summary);
        Assert.Equal(tracer.Summary.Ledger.Entered, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task A_path_below_the_mount_point_names_it_too()
    {
        using var inside = new TestCgroup();
        using var outside = new TestCgroup();
        using RunningWorkload workload = await RunningWorkload.Start("cgroup", inside.Path, outside.Path);
        using Tracer tracer = Tracer.Start(new Target.Cgroup(inside.Path[TestCgroup.Mount.Length..] + "/"));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        Assert.Equal(1009, tracer.Summary.Counts("getppid").Calls);
    }

    private static async Task<Tracer> Trace(TestCgroup target, params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start(words);
        Tracer tracer = Tracer.Start(new Target.Cgroup(target.Path));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        AssertWhole(tracer.Summary);
        return tracer;
    }

    /// <summary>Also: the path that is shown is that of the id that is shown.</summary>
    private static void AssertWhole(Summary summary)
    {
        summary.AssertWhole();
        Assert.All(summary.Threads(), thread => Assert.Equal(
            (long)thread.Thread.Info.CgroupId, SysprofNative.Inode(TestCgroup.Mount + thread.Thread.Info.Cgroup)));
    }
}
