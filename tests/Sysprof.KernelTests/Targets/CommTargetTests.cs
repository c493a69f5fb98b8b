using System.Text.RegularExpressions;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary><c>--comm</c>: threads by their own name or their process's, for as long as it matches.</summary>
public sealed class CommTargetTests
{
    [Theory]
    [InlineData("^wl-alpha$", 101)]
    [InlineData("^wl-beta$", 1009)]
    [InlineData("^wl-gamma$", 457)]
    [InlineData("wl-(alpha|gamma)", 101 + 457)]
    [InlineData("^wl-", 101 + 1009 + 457)]
    [InlineData("nothing-has-this", 0)]
    public async Task Calls_count_while_the_name_matches(string pattern, long calls)
    {
        using RunningWorkload workload = await RunningWorkload.Start("rename", "101", "1009", "457");
        using Tracer tracer = Tracer.Start(Of(pattern));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        tracer.Summary.AssertWhole();
        Assert.Equal(calls, tracer.Summary.Counts("getppid", workload.Tgid).Calls);
    }

    [Theory]
    [InlineData("^wl-alpha$", 101)]
    [InlineData("^wl-beta$", 1009)]
    [InlineData("^wl-gamma$", 457)]
    [InlineData("wl-(alpha|gamma)", 101 + 457)]
    public async Task Names_that_the_kernel_knows_from_the_start_count_alike(string pattern, long calls)
    {
        using var alpha = new NamedProgram("wl-alpha");
        using var beta = new NamedProgram("wl-beta");
        using var gamma = new NamedProgram("wl-gamma");
        int[] sleeping = [await alpha.StartWaiting(), await beta.StartWaiting(), await gamma.StartWaiting()];
        using RunningWorkload workload = await RunningWorkload.Start("rename", "101", "1009", "457");
        using Tracer tracer = Tracer.Start(Of(pattern));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        tracer.Summary.AssertWhole();
        Assert.Equal(calls, tracer.Summary.Counts("getppid", workload.Tgid).Calls);
        Assert.All(
            tracer.Summary.Threads().Where(thread => sleeping.Contains(thread.Thread.Info.Key.Tgid)),
            thread => Assert.Matches(pattern, thread.Thread.Info.Comm));
    }

    [Fact]
    public async Task A_program_that_starts_later_is_counted_and_one_with_another_name_is_not()
    {
        using var wanted = new NamedProgram("wl-wanted");
        using var other = new NamedProgram("wl-other");
        using Tracer tracer = Tracer.Start(Of("^wl-wanted$"));
        Task<Promise> promise = wanted.Run("threads", "7", "3", "2", "101");
        Task<Promise> outside = other.Run("threads", "7", "3", "2", "101");
        await tracer.RotateUntil(Task.WhenAll(promise, outside));
        tracer.Stop();
        tracer.Summary.AssertWhole();
        (await promise).AssertKept(tracer.Summary);
        Assert.Equal((await promise).Sum("calls"), tracer.Summary.Counts("getppid").Calls);
        Assert.All(tracer.Summary.Threads(), thread => Assert.Equal("wl-wanted", thread.Thread.Info.Process));
    }

    [Theory]
    [InlineData("^tracing-child$", true)]
    [InlineData("^worker-7$", false)]
    public async Task A_match_of_the_process_covers_all_its_threads_and_a_match_of_a_thread_only_that(
        string pattern, bool both)
    {
        using ChildProcess process = await ChildProcess.Start("threads", "tracing-child", "worker-7", "worker-8");
        using Tracer tracer = Tracer.Start(
            new SessionOptions { Target = Of(pattern), Calls = SyscallSet.Parse("getppid") });
        await tracer.RotateUntil(process.Finish());
        tracer.Stop();
        tracer.Summary.AssertWhole();
        Assert.Equal(
            both ? [("worker-7", 1009L), ("worker-8", 1009L)] : [("worker-7", 1009L)],
            tracer.Summary.Threads().Select(thread =>
                (thread.Thread.Info.Comm, tracer.Summary.CountsOfRow("getppid", thread.Row).Calls))
                .Where(thread => thread.Calls > 0).Order());
        Assert.All(tracer.Summary.Threads(), thread => Assert.Equal("tracing-child", thread.Thread.Info.Process));
    }

    private static Target.Comm Of(string pattern) => new(new Regex(pattern));
}
