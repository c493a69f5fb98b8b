using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Times;

/// <summary>What threads did with their time, compared with what they measured themselves.</summary>
public sealed class ThreadTimeTests
{
    // CPU time of a running thread is noted at ticks: at the beginning and at the end one may be missing or be too much.
    private const long TicksNs = 2 * 10_000_000;

    [Fact]
    public async Task Each_thread_did_what_it_says_it_did()
    {
        using RunningWorkload workload = await RunningWorkload.Start("split", "1500", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        await workload.ReadPromise();
        tracer.Stop();
        await workload.End();

        Dictionary<string, SplitTruth> truths = SplitTruth.Of(workload.Output);
        ThreadTime Time(string role) => Assert.Single(tracer.Summary.Threads(truths[role].Tid)).Thread.Time;
        string all = string.Join('\n', truths.Keys.Select(role => $"{truths[role]}: {Time(role)}"));

        AssertNear(truths["spin"].CpuNs, Time("spin").UserNs, all);
        Assert.True(Time("spin").WorkingNs < Time("spin").UserNs / 100, all);

        AssertNear(truths["calls"].CpuNs, Time("calls").UserNs + Time("calls").WorkingNs, all);
        Assert.True(Time("calls").WorkingNs > truths["calls"].CpuNs / 50, all);

        // What it did before it was let go was to wait, idle.
        AssertNear(truths["sleeps"].WaitedNs, Time("sleeps").IdleNs - IdleBefore(tracer, truths["sleeps"]), all);
        Assert.Equal(0, Time("sleeps").WaitingNs);

        foreach (string role in (string[])["reads", "locks"])
        {
            AssertNear(truths[role].WaitedNs, Time(role).WaitingNs, all);
        }

        Assert.Equal(Time("epoll").WallNs, Time("epoll").IdleNs);
        Assert.Equal(0, Time("epoll").CpuNs);
    }

    [Fact]
    public async Task Every_interval_and_the_run_add_up_to_wall_time()
    {
        using RunningWorkload workload = await RunningWorkload.Start("split", "700", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        var present = new Present(tracer.Session.Run);
        var sums = new Dictionary<ThreadKey, ThreadTime>();
        workload.Go();
        Task<Promise> promise = workload.ReadPromise();
        while (await Task.WhenAny(promise, Task.Delay(50, TestContext.Current.CancellationToken)) != promise)
        {
            Show(tracer.Rotate());
        }

        Show(tracer.Stop());
        await workload.End();

        long ranNs = tracer.Summary.EndNs - tracer.Summary.StartNs;
        IReadOnlyList<(int Row, ThreadRow Thread)> threads = [.. tracer.Summary.Threads()];
        Assert.Equal(8, threads.Count);
        Assert.All(threads, thread =>
        {
            Assert.Equal(thread.Thread.Time, sums[thread.Thread.Info.Key]);
            // Who was looked at last was so a moment after the end of the run.
            Assert.InRange(thread.Thread.Time.WallNs, ranNs, ranNs + ranNs / 20);
        });

        void Show(Interval interval)
        {
            present.Show(interval);
            foreach ((_, ThreadRow thread) in present.Summary.Threads())
            {
                sums[thread.Info.Key] = sums.GetValueOrDefault(thread.Info.Key) + thread.Time;
            }
        }
    }

    [Fact]
    public async Task What_threads_do_between_calls_that_are_not_traced_is_not_known()
    {
        using RunningWorkload workload = await RunningWorkload.Start("split", "200", "--linger");
        using Tracer tracer = Tracer.Start(new SessionOptions
        {
            Target = new Target.Tasks([workload.Tgid], []),
            Calls = SyscallSet.Parse("getppid,read"),
        });
        workload.Go();
        await workload.ReadPromise();
        tracer.Stop();
        await workload.End();

        long ranNs = tracer.Summary.EndNs - tracer.Summary.StartNs;
        Assert.All(tracer.Summary.Threads(), thread =>
        {
            Assert.Equal(0, thread.Thread.Time.UserNs);
            Assert.InRange(thread.Thread.Time.WallNs, ranNs, ranNs + ranNs / 20);
        });
        SplitTruth reads = SplitTruth.Of(workload.Output)["reads"];
        ThreadTime time = Assert.Single(tracer.Summary.Threads(reads.Tid)).Thread.Time;
        AssertNear(reads.WaitedNs, time.WaitingNs, time.ToString());
        Assert.True(time.UnknownNs > 0);
    }

    [Fact]
    public async Task A_command_that_makes_hardly_a_call_computes_from_its_first_instruction_on()
    {
        TracedRun run = await TracedRun.OfCommandInOneInterval(Paths.Workload, "computes", "700");

        SplitTruth truth = SplitTruth.Of(run.Output)["computes"];
        ThreadTime time = Assert.Single(run.Summary.Threads(truth.Tid)).Thread.Time;
        AssertNear(truth.CpuNs, time.UserNs, time.ToString());
    }

    [Fact]
    public async Task A_call_that_works_after_seconds_without_one_is_work()
    {
        using RunningWorkload workload = await RunningWorkload.Start("computes", "4400", "3", "--linger");
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        workload.Go();
        await workload.ReadPromise();
        tracer.Stop();
        await workload.End();

        Dictionary<string, SplitTruth> truths = SplitTruth.Of(workload.Output);
        ThreadTime time = Assert.Single(tracer.Summary.Threads(truths["reads"].Tid)).Thread.Time;
        AssertNear(truths["reads"].CpuNs, time.WorkingNs, time.ToString());
        AssertNear(truths["computes"].CpuNs, time.UserNs, time.ToString());
    }

    /// <summary>How long a thread waited in the futex of the gate, which is its only one.</summary>
    private static long IdleBefore(Tracer tracer, SplitTruth truth)
    {
        (_, ThreadRow thread) = Assert.Single(tracer.Summary.Threads(truth.Tid));
        return thread.Time.WallNs - truth.WallNs;
    }

    /// <summary>Within 3% and the ticks.</summary>
    private static void AssertNear(long truthNs, long foundNs, string all) => Assert.True(
        Math.Abs(foundNs - truthNs) <= truthNs * 0.03 + TicksNs, $"{foundNs} ns, and it was {truthNs} ns\n{all}");
}
