using System.Diagnostics;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Leaks;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Windows;

/// <summary>What is counted while calls are attached for a part of the time: what was done then, and nothing else.</summary>
public sealed class CallWindowTests
{
    [Fact]
    public async Task What_is_done_in_a_window_is_counted_exactly()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts", "--linger");
        using Tracer tracer = Windowed.StartByHand(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        await workload.WaitUntilIn(RunningWorkload.WaitingCall, workload.Tgid);
        tracer.Session.SetAttached(false);
        tracer.Session.SetAttached(true);
        await workload.End();
        tracer.Stop();

        tracer.Summary.AssertWhole();
        promise.AssertKept(tracer.Summary);
        // The call in which it waited for us, and the one in which it waited for the end when the window did.
        Assert.Equal((1, 2, 0), (tracer.Summary.Ledger.Cut, tracer.Summary.Ledger.OpenAtStart, tracer.Summary.Ledger.Denied));
    }

    [Fact]
    public async Task What_is_done_between_windows_is_not_counted_and_not_taken_for_something_else()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts", "--linger");
        using Tracer tracer = Windowed.StartByHand(new Target.Tasks([workload.Tgid], []));
        tracer.Session.SetAttached(false);
        workload.Go();
        await workload.ReadPromise();
        await workload.WaitUntilIn(RunningWorkload.WaitingCall, workload.Tgid);
        tracer.Session.SetAttached(true);
        await workload.End();
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.Equal(0, tracer.Summary.Counts("getppid").Calls);
        Assert.Equal(0, tracer.Summary.Counts("openat").Calls);
        Assert.Equal((0, 1, 0), (tracer.Summary.Ledger.Cut, tracer.Summary.Ledger.OpenAtStart, tracer.Summary.Ledger.Denied));
        Assert.Equal(1, tracer.Summary.Counts("exit_group").Calls);
    }

    [Fact]
    public async Task Calls_that_are_open_when_a_window_ends_are_cut_and_have_no_latency()
    {
        using RunningWorkload workload = await RunningWorkload.Start("many_threads", "101", "--linger");
        using Tracer tracer = Windowed.StartByHand(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        foreach (int tid in promise.Lines.Select(line => line.Tid!.Value).Distinct())
            await workload.WaitUntilIn("futex", tid);
        await workload.WaitUntilIn(RunningWorkload.WaitingCall, workload.Tgid);
        tracer.Session.SetAttached(false);
        Interval first = tracer.Rotate();

        Assert.Equal((101 + 1, 0, 0), (first.Ledger.Cut, first.Ledger.InFlight, first.Ledger.Unaccounted));
        InFlightCall[] open = [.. tracer.Summary.Threads().Select(thread => thread.Thread.InFlight).OfType<InFlightCall>()];
        Assert.Equal(101 + 1, open.Length);
        Assert.All(open, call => Assert.True(call.BeforeStart));

        int[] sleepers = [.. promise.Lines.Select(line => line.Tid!.Value).Distinct()];
        long[] before = [.. sleepers.Select(tid => tracer.Summary.Counts("futex", tid).Calls)];
        tracer.Session.SetAttached(true);
        Interval second = tracer.Rotate();
        Assert.Equal((0, 0), (second.Ledger.Cut, second.Ledger.Unaccounted));
        await workload.End();
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.Equal(before, sleepers.Select(tid => tracer.Summary.Counts("futex", tid).Calls));
        // They slept in another futex when the run began, as the leader did in the call in which it waited for us.
        Assert.Equal(2 * (101 + 1), tracer.Summary.Ledger.OpenAtStart);
    }

    [Fact]
    public async Task Threads_that_end_between_windows_are_gone_and_their_calls_stay_cut()
    {
        using RunningWorkload workload = await RunningWorkload.Start("many_threads", "101", "--linger");
        using Tracer tracer = Windowed.StartByHand(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        Promise promise = await workload.ReadPromise();
        foreach (int tid in promise.Lines.Select(line => line.Tid!.Value).Distinct())
            await workload.WaitUntilIn("futex", tid);
        await workload.WaitUntilIn(RunningWorkload.WaitingCall, workload.Tgid);
        tracer.Session.SetAttached(false);
        await workload.End();
        tracer.Session.SetAttached(true);
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Ledger ledger = tracer.Summary.Ledger;
        Assert.Equal((101 + 1, 0, 0), (ledger.Cut, ledger.InFlight, ledger.NeverReturn));
        Assert.All(tracer.Summary.Threads(), thread => Assert.True(thread.Thread.Ended));
    }

    [Fact]
    public async Task A_thread_that_takes_over_its_group_between_windows_has_its_new_name_in_the_next()
    {
        using RunningWorkload workload = await RunningWorkload.Start("thread_exec", "--linger");
        using Tracer tracer = Windowed.StartByHand(new Target.Tasks([workload.Tgid], []));
        tracer.Session.SetAttached(false);
        workload.Go();
        await workload.ReadPromise();
        await workload.WaitUntilIn(RunningWorkload.WaitingCall, workload.Tgid);
        tracer.Session.SetAttached(true);
        await workload.End();
        tracer.Stop();

        tracer.Summary.AssertWhole();
        (int row, ThreadRow last) = tracer.Summary.Threads(workload.Tgid)[^1];
        Assert.Equal(1, tracer.Summary.CountsOfRow("exit_group", row).Calls);
        Assert.Equal((1, 0), (tracer.Summary.Ledger.OpenAtStart, tracer.Summary.Ledger.Denied));
        Assert.True(last.Ended);
    }

    [Fact]
    public void Every_interval_balances_while_windows_open_and_close_under_load()
    {
        using Process forking = Process.Start("/bin/sh", ["-c", "while :; do /bin/true; done"]);
        try
        {
            using Tracer tracer = Windowed.StartByHand(new Target.Tasks([forking.Id], []));
            tracer.Session.SetAttached(false);
            tracer.Session.SetAttached(true);
            OwnResources before = OwnResources.Now();
            for (int window = 0; window < 23; window++)
            {
                tracer.Session.SetAttached(false);
                AssertSound(tracer.Rotate());
                tracer.Session.SetAttached(true);
                AssertSound(tracer.Rotate());
            }

            before.AssertUnchanged();
            tracer.Stop();
            tracer.Summary.AssertWhole();
            Assert.Equal(0, tracer.Summary.Ledger.Denied);
            Assert.Equal(0, tracer.Summary.Ledger.LostExits);
        }
        finally
        {
            forking.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Under_a_bound_a_busy_program_is_seen_for_a_part_of_the_time()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "1", "2s");
        using Tracer tracer = Windowed.Start(new Target.Tasks([workload.Tgid], []), 0.01);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        Summary summary = tracer.Summary;
        summary.AssertWhole();
        Assert.InRange(summary.SeenFraction, double.Epsilon, 0.5);
        Assert.True(summary.Ledger.Cut <= summary.Ledger.OpenAtStart, $"{summary.Ledger}");
        // Both ends of a call are in one window.
        Assert.All(Enumerable.Range(0, summary.Calls.CellCount), cell =>
            Assert.True(summary.Calls.Cell(cell).MaxNs <= summary.SeenSeconds * 1e9));
    }

    [Fact]
    public async Task Runs_of_a_busy_machine_under_a_bound_end_in_order_at_any_moment()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "64", "2s");
        Task<Promise> promise = workload.Run();
        while (!promise.IsCompleted)
        {
            using Tracer tracer = Windowed.Start(new Target.Machine(), 0.01);
            tracer.Stop();
            Assert.Equal(0, tracer.Summary.Ledger.Unaccounted);
        }

        await promise;
    }

    [Fact]
    public async Task Under_a_bound_a_program_that_does_little_is_seen_all_of_the_time()
    {
        using RunningWorkload workload = await RunningWorkload.Start("steady", "2");
        using Tracer tracer = Windowed.Start(new Target.Tasks([workload.Tgid], []), Environment.ProcessorCount);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        tracer.Summary.AssertWhole();
        Assert.Equal((1.0, 0L), (tracer.Summary.SeenFraction, tracer.Summary.Ledger.Cut));
        Assert.Equal(2 * 1009, tracer.Summary.Counts("read", workload.Tgid).Calls);
    }

    private static void AssertSound(Interval interval)
    {
        Assert.Equal(0, interval.Ledger.Unaccounted);
        Assert.Equal(0, interval.Ledger.Lost);
        Assert.InRange(interval.UnseenNs, 0, interval.EndNs - interval.StartNs);
    }
}
