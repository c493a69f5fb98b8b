using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Many short lives: nothing lost, nothing counted twice, no latency from one life into another.</summary>
public sealed class StormTests
{
    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    [RunningKernel("takes minutes in a virtual machine without KVM")]
    public Task Ten_thousand_processes_and_ten_thousand_threads_are_counted_exactly(TraceMode mode) => AssertAllCounted(mode, 10_000);

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public Task A_hundred_processes_and_a_hundred_threads_are_counted_exactly(TraceMode mode) => AssertAllCounted(mode, 101);

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task Each_life_of_a_tid_that_is_used_again_is_a_thread_of_its_own(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "tid_reuse");

        run.AssertPromiseKept();
        int tid = Assert.Single(run.Promise.Lines.Select(line => line.Tid!.Value).Distinct());
        Assert.Equal(5, run.Summary.Threads(tid).Count);
        Assert.All(run.Summary.Threads(tid), life => Assert.True(life.Thread.Ended));
    }

    private static async Task AssertAllCounted(TraceMode mode, int lives)
    {
        TracedRun run = await TracedRun.Of(mode, "storm", $"{lives}", $"{lives}");

        run.AssertPromiseKept();
        Assert.Equal(0, run.Summary.Ledger.Denied);
        Assert.Equal(0, run.Summary.Ledger.Skipped);
        // Only the call in which the program waited for us: no child began before we looked.
        Assert.Equal(mode == TraceMode.Process ? 1 : 0, run.Summary.Ledger.OpenAtStart);
        Assert.Equal(0, run.Summary.Ledger.InFlight);
        (int Row, ThreadRow Thread)[] children =
            [.. run.Summary.Threads().Where(thread => run.Summary.CountsOfRow("getppid", thread.Row).Calls > 0)];
        Assert.Equal(2 * lives, children.Length);
        Assert.All(children, child =>
        {
            Assert.True(child.Thread.Ended);
            Assert.Equal(3, run.Summary.CountsOfRow("getppid", child.Row).Calls);
            string end = child.Thread.Info.Key.Tgid == child.Thread.Info.Key.Tid ? "exit_group" : "exit";
            CallCounts ends = run.Summary.CountsOfRow(end, child.Row);
            Assert.Equal((1, 1, 0), (ends.Calls, ends.NeverReturned, ends.TimeNs));
        });
    }
}
