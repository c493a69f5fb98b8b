using System.Globalization;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary><c>-t</c>: single threads, and nobody they make.</summary>
public sealed class ThreadTargetTests
{
    [Fact]
    public async Task One_thread_is_counted_and_the_others_of_its_process_are_not()
    {
        using RunningWorkload workload = await RunningWorkload.Start("threads", "7", "3", "2", "101");
        int tid = TidsOf(workload.Tgid).Last(tid => tid != workload.Tgid);
        using Tracer tracer = await Trace(workload, new Target.Tasks([], [tid]));
        AssertOnly(tracer, tid);
        new Promise([.. workload.Promise.Lines.Where(line => line.Tid == tid)]).AssertKept(tracer.Summary);
    }

    [Fact]
    public async Task Threads_and_processes_that_it_makes_are_left_out()
    {
        using RunningWorkload workload = await RunningWorkload.Start("threads", "7", "17", "5", "101");
        using Tracer tracer = await Trace(workload, new Target.Tasks([], [workload.Tgid]));
        AssertOnly(tracer, workload.Tgid);
        Assert.Equal(17, tracer.Summary.Counts("clone").Calls);
        Assert.Equal(5, tracer.Summary.Counts("fork").Calls);
        Assert.Equal(0, tracer.Summary.Counts("getppid").Calls);
    }

    [Fact]
    public async Task A_process_and_threads_of_another_can_be_named_together()
    {
        using RunningWorkload whole = await RunningWorkload.Start("threads", "3", "2", "1", "23");
        using RunningWorkload part = await RunningWorkload.Start("threads", "5", "2", "1", "101");
        int[] tids = [.. TidsOf(part.Tgid).Where(tid => tid != part.Tgid).Take(2)];
        using Tracer tracer = Tracer.Start(new Target.Tasks([whole.Tgid], tids));
        await tracer.RotateUntil(Task.WhenAll(whole.Run(), part.Run()));
        tracer.Stop();

        tracer.Summary.AssertWhole();
        whole.Promise.AssertKept(tracer.Summary);
        new Promise([.. part.Promise.Lines.Where(line => tids.Contains(line.Tid!.Value))]).AssertKept(tracer.Summary);
        Assert.Equal(
            tids.Order(),
            tracer.Summary.Threads().Where(thread => thread.Thread.Info.Key.Tgid == part.Tgid)
                .Select(thread => thread.Thread.Info.Key.Tid).Order());
    }

    private static async Task<Tracer> Trace(RunningWorkload workload, Target target)
    {
        Tracer tracer = Tracer.Start(target);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        tracer.Summary.AssertWhole();
        return tracer;
    }

    private static void AssertOnly(Tracer tracer, int tid) =>
        Assert.Equal(tid, Assert.Single(tracer.Summary.Threads()).Thread.Info.Key.Tid);

    private static IEnumerable<int> TidsOf(int tgid) =>
        Directory.EnumerateDirectories($"/proc/{tgid}/task")
            .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture));
}
