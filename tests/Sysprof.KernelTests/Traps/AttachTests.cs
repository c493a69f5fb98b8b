using System.Diagnostics;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Threads that are in a call when we attach: shown in flight, without a latency when it returns.</summary>
public sealed class AttachTests
{
    [Fact]
    public async Task Calls_entered_before_we_attached_are_in_flight_until_they_return_and_then_open_at_start()
    {
        using RunningWorkload workload = await RunningWorkload.Start("blocked", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        Interval first = tracer.Rotate();

        Assert.Equal(6, promise.Sum("in_flight"));
        Assert.Equal(1, first.Ledger.OpenAtStart); // the call in which it waited for us
        Assert.All(promise.Lines, line =>
        {
            (_, ThreadRow thread) = Assert.Single(tracer.Summary.Threads(line.Tid!.Value));
            InFlightCall inFlight = Assert.NotNull(thread.InFlight);
            Assert.Equal(line.Call, SyscallTable.Name(inFlight.Key));
            Assert.True(inFlight.BeforeStart);
        });

        await workload.End();
        tracer.Stop();
        tracer.Summary.AssertWhole();
        Assert.Equal(1 + 6, tracer.Summary.Ledger.OpenAtStart);
        Assert.Equal(0, tracer.Summary.Ledger.InFlight);
        Assert.All(promise.Lines, line => Assert.Equal(0, tracer.Summary.Counts(line.Call, line.Tid).Calls));
        Assert.All(promise.Lines, line => Assert.True(tracer.Summary.Threads(line.Tid!.Value)[0].Thread.Ended));
    }

    [Fact]
    public async Task Calls_entered_after_we_attached_are_in_flight_and_entered()
    {
        using RunningWorkload workload = await RunningWorkload.Start("many_threads", "101", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        foreach (int tid in promise.Lines.Select(line => line.Tid!.Value).Distinct())
            await workload.WaitUntilIn("futex", tid);
        tracer.Stop();

        // They sleep in futex until the end, and the leader in the call in which it waits for it.
        tracer.Summary.AssertWhole();
        InFlightCall[] inFlight =
            [.. tracer.Summary.Threads().Select(thread => thread.Thread.InFlight).OfType<InFlightCall>()];
        Assert.Equal(101, inFlight.Count(call => SyscallTable.Name(call.Key) == "futex" && !call.BeforeStart));
        Assert.Equal(inFlight.Count(call => !call.BeforeStart), tracer.Summary.Ledger.InFlight);
        await workload.End();
    }

    [Fact]
    public async Task Threads_asleep_when_we_attach_are_counted_from_their_next_call_on()
    {
        TracedRun run = await TracedRun.AttachedToProcess("threads");

        run.AssertPromiseKept();
        Assert.Equal(64 + 1, run.Summary.Ledger.OpenAtStart);
        Assert.Equal(0, run.Summary.Ledger.Denied);
    }

    [Fact]
    [RunningKernel("a loop of forks leaves sysprof little of the one processor of a virtual machine")]
    public void Processes_born_while_we_attach_and_detach_are_not_taken_for_denied_calls()
    {
        using Process forking = Process.Start("/bin/sh", ["-c", "while :; do /bin/true; done"]);
        try
        {
            for (int session = 0; session < 5; session++)
            {
                using Tracer tracer = Tracer.Start(new Target.Tasks([forking.Id], []));
                tracer.Stop();
                tracer.Summary.AssertWhole();
                Assert.Equal(0, tracer.Summary.Ledger.Denied);
            }
        }
        finally
        {
            forking.Kill();
        }
    }
}
