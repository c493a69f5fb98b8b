using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Loss;

/// <summary>The process that reads the ring is stopped while calls are made, as a debugger or a full machine may do.</summary>
[RunningKernel("to fill a ring that nobody reads takes minutes in a virtual machine without KVM; SmallRingTests lose calls, too")]
public sealed class StoppedConsumerTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(4096)]
    public async Task Counted_and_lost_calls_of_each_thread_are_what_it_made(int? ringBytes)
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "2", "1000003", "--linger");
        using ChildProcess child = await ChildProcess.Trace("getppid", ringBytes, workload.Tgid);
        await child.Suspend();
        workload.Go();
        await workload.ReadPromise();
        child.Continue();
        ChildReport report = ChildReport.Parse(await child.Finish());

        Assert.True(report.Lost > 0, "nothing was lost");
        Assert.Equal(0, report.Unaccounted);
        Assert.Equal(
            workload.Promise.Lines.Select(line => (line.Tid!.Value, line["calls"])).Order(),
            report.Threads.Where(thread => thread.Calls + thread.Lost > 0)
                .Select(thread => (thread.Tid, thread.Calls + thread.Lost)).Order());
        Assert.Equal(workload.Promise.Sum("calls"), report.Entered);
        Assert.Equal(report.Lost, report.Threads.Sum(thread => thread.Lost));
        await workload.End();
    }

    [Fact]
    public async Task Threads_that_end_while_it_is_stopped_are_in_the_account()
    {
        using RunningWorkload workload = await RunningWorkload.Start("storm", "1009", "1009", "3");
        using ChildProcess child = await ChildProcess.Trace("getppid", 4096, workload.Tgid);
        await child.Suspend();
        await workload.Run();
        child.Continue();
        ChildReport report = ChildReport.Parse(await child.Finish());

        Assert.True(report.Lost > 0, "nothing was lost");
        Assert.Equal(0, report.Unaccounted);
        Assert.Equal(2 * 1009 * 3, report.Entered);
        Assert.Equal(2 * 1009 * 3, report.Returned + report.Lost);
    }

    [Fact]
    public async Task Calls_whose_threads_end_while_it_is_stopped_do_not_stay_in_flight()
    {
        // They have made their calls and sleep in futex, which an interval has shown, when the ring fills up.
        using RunningWorkload sleepers = await RunningWorkload.Start("many_threads", "64", "3", "--linger");
        using RunningWorkload spin = await RunningWorkload.Start("spin", "2", "100003", "--linger");
        using ChildProcess child = await ChildProcess.Trace("futex,getppid", 4096, sleepers.Tgid, spin.Tgid);
        sleepers.Go();
        await sleepers.ReadPromise();
        await child.Rotate();
        await child.Suspend();
        spin.Go();
        await spin.ReadPromise();
        await sleepers.End();
        child.Continue();
        ChildReport report = ChildReport.Parse(await child.Finish());

        Assert.True(report.Lost > 0, "nothing was lost");
        Assert.Equal(0, report.Unaccounted);
        Assert.Equal(report.InFlight, report.ShownInFlight);
        await spin.End();
    }

    [Fact]
    public async Task Threads_that_end_while_it_is_stopped_do_not_live_on()
    {
        // Large enough for all to be seen, too small for the last words of all.
        using RunningWorkload sleepers = await RunningWorkload.Start("many_threads", "64", "3", "--linger");
        using RunningWorkload spin = await RunningWorkload.Start("spin", "2", "100003", "--linger");
        using ChildProcess child = await ChildProcess.Trace("futex,getppid", 32768, sleepers.Tgid, spin.Tgid);
        sleepers.Go();
        await sleepers.ReadPromise();
        while (await child.Rotate() < 64)
        {
        }

        await child.Suspend();
        spin.Go();
        await spin.ReadPromise();
        await sleepers.End();
        child.Continue();

        // The loss is known at the end of an interval, and who it was at the end of the next one.
        await child.Rotate();
        Assert.Equal(Directory.GetDirectories($"/proc/{spin.Tgid}/task").Length, await child.Rotate());
        await child.Finish();
        await spin.End();
    }

    [Fact]
    public async Task What_fits_into_the_ring_while_it_is_stopped_is_not_lost()
    {
        using RunningWorkload workload = await RunningWorkload.Start("storm", "1009", "1009", "3");
        using ChildProcess child = await ChildProcess.Trace("getppid", null, workload.Tgid);
        await child.Suspend();
        await workload.Run();
        child.Continue();
        ChildReport report = ChildReport.Parse(await child.Finish());
        Assert.Equal(new ChildReport(report.Threads, 2 * 1009 * 3, 2 * 1009 * 3, 0, 0, 0, 0, 0), report);
    }
}
