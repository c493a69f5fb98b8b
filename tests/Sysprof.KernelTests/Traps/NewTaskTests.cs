using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>A child's first event is the exit of the fork that made it: nobody's call.</summary>
public sealed class NewTaskTests
{
    [Theory]
    [InlineData(TraceMode.Command, "fork")]
    [InlineData(TraceMode.Command, "vfork")]
    [InlineData(TraceMode.Command, "clone")]
    [InlineData(TraceMode.Command, "clone3")]
    [InlineData(TraceMode.Process, "fork")]
    [InlineData(TraceMode.Process, "vfork")]
    [InlineData(TraceMode.Process, "clone")]
    [InlineData(TraceMode.Process, "clone3")]
    public async Task A_child_process_has_its_own_calls_and_not_the_one_that_made_it(TraceMode mode, string kind)
    {
        TracedRun run = await TracedRun.Of(mode, "children", kind);

        run.AssertPromiseKept();
        Assert.Equal(0, run.Summary.Ledger.Denied);
        int[] children = TidsThatPromise(run, "exit_group");
        Assert.Equal(23, children.Length);
        Assert.All(children, child =>
        {
            (int row, ThreadRow thread) = Assert.Single(run.Summary.Threads(child));
            Assert.Equal(["exit_group", "getppid"], run.Summary.NamesOfRow(row));
            Assert.True(thread.Ended);
        });
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_pthread_has_its_own_calls_and_ends_by_exit(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "children", "pthread");

        run.AssertPromiseKept();
        Assert.Equal(0, run.Summary.Ledger.Denied);
        int[] threads = TidsThatPromise(run, "exit");
        Assert.Equal(23, threads.Length);
        Assert.All(threads, tid =>
        {
            (int row, ThreadRow thread) = Assert.Single(run.Summary.Threads(tid));
            Assert.DoesNotContain("clone3", run.Summary.NamesOfRow(row));
            Assert.True(thread.Ended);
            Assert.NotEqual(thread.Info.Key.Tgid, thread.Info.Key.Tid);
        });
    }

    [Fact]
    public async Task A_vfork_lasts_as_long_as_the_calls_of_its_child()
    {
        TracedRun run = await TracedRun.OfWorkload("children", "vfork");

        CallCounts vfork = run.Summary.Counts("vfork");
        int parent = run.Promise.Lines.Single(line => line.Call == "vfork").Tid!.Value;
        CallCounts calls = run.Summary.Counts("getppid");
        Assert.Equal(0, run.Summary.Counts("getppid", parent).Calls);
        Assert.Equal(23, vfork.Calls);
        Assert.True(vfork.TimeNs >= calls.TimeNs, $"vfork {vfork.TimeNs} ns, its children {calls.TimeNs} ns");
    }

    private static int[] TidsThatPromise(TracedRun run, string call) =>
        [.. run.Promise.Lines.Where(line => line.Call == call).Select(line => line.Tid!.Value)];
}
