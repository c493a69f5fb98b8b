using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Loss;

/// <summary>A ring that holds a handful of batches: much is lost, and all of it is counted.</summary>
public sealed class SmallRingTests
{
    [Fact]
    public Task Counted_and_lost_calls_of_each_thread_are_what_it_made() => AssertAccounted(4096, "200003");

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(65536)]
    [RunningKernel("two million calls in small rings take most of a minute in a virtual machine without KVM")]
    public Task Counted_and_lost_calls_of_each_thread_are_what_it_made_however_small_the_ring(int ringBytes) =>
        AssertAccounted(ringBytes, "1000003");

    [Theory]
    [InlineData(4096)]
    [InlineData(65536)]
    [RunningKernel("six thousand lives take most of a minute in a virtual machine without KVM")]
    public async Task Threads_that_end_with_their_last_words_lost_are_in_the_account(int ringBytes)
    {
        using RunningWorkload workload = await RunningWorkload.Start("storm", "3001", "3001", "3", "32");
        using Tracer tracer = Start(new Target.Tasks([workload.Tgid], []), ringBytes);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        AssertBalanced(tracer.Summary);
        Assert.Equal(workload.Promise.Lines.Single(line => line.Call == "getppid")["calls"], tracer.Summary.Ledger.Entered);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(65536)]
    [RunningKernel("six thousand lives take most of a minute in a virtual machine without KVM")]
    public async Task Calls_in_which_threads_end_unseen_do_not_stay_in_flight(int ringBytes)
    {
        using RunningWorkload workload = await RunningWorkload.Start("storm", "3001", "3001", "3", "32");
        using Tracer tracer = Start(new Target.Tasks([workload.Tgid], []), ringBytes, SyscallSet.Everything);
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();

        AssertBalanced(tracer.Summary);
        Assert.Equal(0, tracer.Summary.Ledger.InFlight);
    }

    [Fact]
    public async Task Every_interval_of_a_run_that_loses_is_an_account_of_its_own()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "2", "200003");
        using Tracer tracer = Start(new Target.Tasks([workload.Tgid], []), 4096);
        Task end = workload.Run();
        var intervals = new List<Ledger>();
        while (!end.IsCompleted)
            intervals.Add(tracer.Rotate().Ledger);
        await end;
        intervals.Add(tracer.Stop().Ledger);

        Assert.Contains(intervals, ledger => ledger.Lost > 0);
        Assert.All(intervals, ledger =>
        {
            Assert.Equal(0, ledger.Unaccounted);
            Assert.True(
                ledger is { Entered: >= 0, Returned: >= 0, InFlight: >= 0, NeverReturn: >= 0, Lost: >= 0 }, $"{ledger}");
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2048)]
    [InlineData(12288)]
    [InlineData(int.MinValue)]
    public void A_size_that_is_no_power_of_two_or_less_than_a_page_is_refused(int ringBytes)
    {
        var refused = Assert.Throws<SysprofException>(() => Start(new Target.Machine(), ringBytes));
        Assert.Equal($"a ring of {ringBytes} bytes is not possible", refused.Message);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
    }

    private static async Task RunToPromise(RunningWorkload workload)
    {
        workload.Go();
        await workload.ReadPromise();
    }

    private static void AssertBalanced(Summary summary)
    {
        summary.AssertBalanced();
        // What is shown as in flight by threads that ended unseen would contradict the account.
        Assert.Equal(
            summary.Ledger.InFlight,
            summary.Threads().Count(thread => thread.Thread.InFlight is { BeforeStart: false }));
    }

    private static Tracer Start(Target target, int ringBytes, SyscallSet? calls = null) => Tracer.Start(
        new SessionOptions { Target = target, Calls = calls ?? SyscallSet.Parse("getppid"), RingBytes = ringBytes });

    private static async Task AssertAccounted(int ringBytes, string calls)
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "2", calls, "--linger");
        using Tracer tracer = Start(new Target.Tasks([workload.Tgid], []), ringBytes);
        await tracer.RotateUntil(RunToPromise(workload));
        tracer.Stop();

        // On one CPU the consumer, which goes first, may take each batch before the next one is made.
        Assert.True(tracer.Summary.Ledger.LostRingFull > 0 || Environment.ProcessorCount == 1, "nothing was lost");
        AssertBalanced(tracer.Summary);
        Assert.All(workload.Promise.Lines, line =>
        {
            ThreadRow thread = Assert.Single(tracer.Summary.Threads(line.Tid!.Value)).Thread;
            Assert.Equal(line["calls"], tracer.Summary.Counts("getppid", line.Tid).Calls + thread.Lost);
        });
        Assert.Equal(workload.Promise.Sum("calls"), tracer.Summary.Ledger.Entered);
        Assert.Equal(tracer.Summary.Ledger.Lost, tracer.Summary.Threads().Sum(thread => thread.Thread.Lost));
        await workload.End();
    }
}
