using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Faults;

/// <summary>Threads whose last words the ring had no room for, and whose tids others have by now.</summary>
public sealed class LostEndsTests
{
    private const int Lives = 503;

    /// <summary>The dead are those in pause: the tid is that of a process that lives, too.</summary>
    [Fact]
    public async Task A_process_that_died_unheard_is_ended_during_the_run_although_another_has_its_tid()
    {
        RunningWorkload crowd = await RunningWorkload.Start("spin", "4", "3600s");
        using RunningWorkload workload = await RunningWorkload.Start("reborn", $"{Lives}", "3", "--linger");
        using Tracer tracer = Start(workload.Tgid, crowd.Tgid);
        Promise promise;
        using (crowd)
        {
            crowd.Go();
            workload.Go();
            promise = await workload.ReadPromise();
        }

        // Nobody fills the ring any more: who lives is heard of.
        int tid = Assert.Single(promise.Lines.Select(line => line.Tid!.Value).Distinct());
        tracer.Rotate();
        tracer.Rotate();
        // The last life alone, of which the looks of these two intervals tell.
        int living = tracer.Summary.Threads(tid).Count(thread => !thread.Thread.Ended);
        Assert.True(living == 1, $"{living} lives of thread {tid} are shown as living");
        Assert.Equal(0, tracer.Summary.Ledger.Unaccounted);
        tracer.Stop();
        await workload.End();

        Assert.True(tracer.Summary.Ledger.LostRingFull > 0, "nothing was lost");
        tracer.Summary.AssertBalanced();
        Assert.Equal(1, tracer.Summary.Threads(tid).Count(thread => !thread.Thread.Ended));
    }

    /// <summary>More threads than tids: each that died unheard has left its tid to another of the same process.</summary>
    [Fact]
    public async Task Threads_that_died_unheard_do_not_live_on_in_those_that_have_their_tids()
    {
        using var limit = new PidLimit();
        using RunningWorkload workload = await RunningWorkload.Start("storm", "0", "40009", "3", "32", "--linger");
        using Tracer tracer = Start(workload.Tgid);
        workload.Go();
        Task<Promise> promise = workload.ReadPromise();
        await tracer.RotateUntil(promise);
        tracer.Rotate();
        tracer.Rotate();

        Assert.Equal(0, tracer.Summary.Ledger.Unaccounted);
        Assert.InRange(tracer.Session.Status.Threads, 0, 1);
        Assert.InRange(tracer.Summary.Threads().Count(thread => !thread.Thread.Ended), 0, 1);
        tracer.Stop();
        await workload.End();
        Assert.True(tracer.Summary.Ledger.LostRingFull > 0, "nothing was lost");
        tracer.Summary.AssertBalanced();
    }

    private static Tracer Start(params int[] tgids) => Tracer.Start(new SessionOptions
    {
        Target = new Target.Tasks(tgids, []),
        Calls = SyscallSet.Everything,
        RingBytes = Environment.SystemPageSize,
    });
}
