using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Faults;

/// <summary>More threads than there are tids, and the same tid over and over: each life is a thread of its own.</summary>
public sealed class ManyLivesTests
{
    private const int Lives = 100_003;
    private const int CallsEach = 3;

    [Fact]
    public async Task A_hundred_thousand_threads_are_counted_exactly_each_tid_several_times()
    {
        using var limit = new PidLimit();
        using RunningWorkload workload = await RunningWorkload.Start("storm", "0", $"{Lives}", $"{CallsEach}", "32");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        await tracer.RotateUntil(workload.Run());
        tracer.Rotate();
        Assert.InRange(tracer.Session.Status.Threads, 0, 1);
        tracer.Stop();

        // That no latency is longer than its thread lived is part of this.
        tracer.Summary.AssertWhole();
        workload.Promise.AssertKept(tracer.Summary);
        int leader = Assert.Single(tracer.Summary.Threads(workload.Tgid)).Row;
        int[] lives = [.. Enumerable.Range(0, tracer.Summary.Calls.ThreadCount).Where(row => row != leader)];
        Assert.Equal(Lives, lives.Length);
        Assert.All(lives, row => Assert.Equal(CallsEach, tracer.Summary.CountsOfRow("getppid", row).Calls));
        int tids = lives.Select(row => tracer.Summary.Calls.Thread(row).Info.Key.Tid).Distinct().Count();
        Assert.InRange(tids, 1, PidLimit.Most);
    }

    [Fact]
    public async Task A_tid_that_is_killed_in_a_call_and_given_out_again_two_hundred_times_keeps_no_call_of_the_life_before()
    {
        TracedRun run = await TracedRun.AttachedToProcess("tid_reuse", "211", "3");

        run.AssertPromiseKept();
        int tid = Assert.Single(run.Promise.Lines.Select(line => line.Tid!.Value).Distinct());
        IReadOnlyList<(int Row, ThreadRow Thread)> lives = run.Summary.Threads(tid);
        Assert.Equal(211, lives.Count);
        Assert.All(lives, life => Assert.True(life.Thread.Ended));
    }
}
