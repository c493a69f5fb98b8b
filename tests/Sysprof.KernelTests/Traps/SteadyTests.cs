using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>A program that makes its calls at a known rate beside threads that sleep: what is counted of both.</summary>
public sealed class SteadyTests
{
    [Fact]
    public async Task Every_call_of_every_second_is_counted()
    {
        using RunningWorkload workload = await RunningWorkload.Start("steady", "3");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        tracer.Summary.AssertWhole();
        OfTheReader(workload.Promise, workload.Tgid).AssertKept(tracer.Summary);
        CallCounts reads = tracer.Summary.Counts("read", workload.Tgid);
        Assert.Equal((3 * 1009, 3 * 101), (reads.Calls, reads.Errors));
    }

    [Fact]
    public async Task A_command_shows_its_name_and_the_calls_its_threads_are_killed_in()
    {
        TracedRun run = await TracedRun.OfWorkload("steady", "1");

        run.Summary.AssertWhole();
        int reader = run.Promise.Lines[^1].Tid!.Value;
        OfTheReader(run.Promise, reader).AssertKept(run.Summary);
        Assert.All(SleepersOf(run.Promise, reader), line => Assert.Equal(1, run.Summary.Counts(line.Call, line.Tid).Calls));
        Assert.Equal("steady", Assert.Single(run.Summary.Threads(reader)).Thread.Info.Comm);
    }

    [Fact]
    public async Task What_threads_sleep_in_stays_in_the_summary_and_grows_older()
    {
        using RunningWorkload workload = await RunningWorkload.Start("steady", "0", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        PromiseLine[] sleepers = SleepersOf(await workload.ReadPromise(), workload.Tgid);
        tracer.Rotate();
        Assert.Equal(["futex", "read", "epoll_wait", "clock_nanosleep", "accept"], sleepers.Select(line => line.Call));
        Assert.Equal(
            ["in-futex", "in-read", "in-epoll", "in-sleep", "in-accept"],
            sleepers.Select(line => Assert.Single(tracer.Summary.Threads(line.Tid!.Value)).Thread.Info.Comm));
        long[] youngNs = [.. sleepers.Select(line => AgeNs(tracer.Summary, line))];
        long firstEndNs = tracer.Summary.EndNs;
        tracer.Rotate();

        // Older by as much as the second interval is long, and by nothing else.
        long laterNs = tracer.Summary.EndNs - firstEndNs;
        Assert.All(youngNs, age => Assert.True(age > 0));
        Assert.True(laterNs > 0);
        Assert.Equal(youngNs.Select(age => age + laterNs), sleepers.Select(line => AgeNs(tracer.Summary, line)));
        await workload.End();
        tracer.Stop();
        tracer.Summary.AssertWhole();
    }

    /// <summary>What the leader promised: it makes all the calls.</summary>
    private static Promise OfTheReader(Promise promise, int tgid) =>
        new([.. promise.Lines.Where(line => line.Tid == tgid)]);

    private static PromiseLine[] SleepersOf(Promise promise, int tgid) =>
        [.. promise.Lines.Where(line => line.Tid != tgid)];

    private static long AgeNs(Summary summary, PromiseLine line)
    {
        (_, ThreadRow thread) = Assert.Single(summary.Threads(line.Tid!.Value));
        InFlightCall call = Assert.NotNull(thread.InFlight);
        Assert.Equal(line.Call, SyscallTable.Name(call.Key));
        return summary.EndNs - (long)call.EnterNs;
    }
}
