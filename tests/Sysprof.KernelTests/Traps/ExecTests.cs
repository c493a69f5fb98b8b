using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Who a thread is, when execve changes its tid or its name in the midst of a call.</summary>
public sealed class ExecTests
{
    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_thread_that_executes_keeps_its_calls_before_apart_from_the_new_program_and_from_the_leader(
        TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "thread_exec");

        run.AssertPromiseKept();
        PromiseLine exec = run.Promise.Lines.Single(line => line.Call == "execve");
        int tgid = run.Promise.Lines.First(line => line.Tid != exec.Tid).Tid!.Value;
        (int threadRow, ThreadRow thread) = Assert.Single(run.Summary.Threads(exec.Tid!.Value));
        Assert.Equal(tgid, thread.Info.Key.Tgid);
        Assert.True(thread.Ended);
        Assert.Equal(101, run.Summary.CountsOfRow("getppid", threadRow).Calls);
        CallCounts execve = run.Summary.CountsOfRow("execve", threadRow);
        Assert.Equal((1, 0, 0), (execve.Calls, execve.NeverReturned, execve.Errors));

        IReadOnlyList<(int Row, ThreadRow Thread)> leaders = run.Summary.Threads(tgid);
        Assert.Equal(2, leaders.Count);
        Assert.All(leaders, leader => Assert.Equal(tgid, leader.Thread.Info.Key.Tgid));
        Assert.All(leaders, leader => Assert.True(leader.Thread.Ended));
        Assert.Equal(7, run.Summary.CountsOfRow("getppid", leaders[0].Row).Calls);
        Assert.Equal("wl-before", leaders[0].Thread.Info.Comm);
        Assert.Equal(23, run.Summary.CountsOfRow("getppid", leaders[1].Row).Calls);
        Assert.Equal("exe", leaders[1].Thread.Info.Comm);
    }

    [Fact]
    public async Task The_leader_that_another_threads_execve_ends_was_waiting_and_had_no_error()
    {
        TracedRun run = await TracedRun.AttachedToProcess("thread_exec");

        int tgid = run.Promise.Lines.First(line => line.Call == "getppid" && line["calls"] == 7).Tid!.Value;
        CallCounts join = run.Summary.CountsOfRow("futex", run.Summary.Threads(tgid)[0].Row);
        Assert.Equal((1, 1, 0, 0), (join.Calls, join.Restarted, join.Errors, join.NeverReturned));
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_leader_that_executes_stays_the_thread_it_was_and_has_its_new_name(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "leader_exec");

        run.Summary.AssertWhole();
        // The promise leaves out the execve with which a command starts.
        int executed = mode == TraceMode.Command ? 2 : 1;
        Assert.Equal(executed, run.Summary.Counts("execve").Calls);
        (int row, ThreadRow thread) = Assert.Single(run.Summary.Threads());
        Assert.Equal("exe", thread.Info.Comm);
        Assert.Equal("exe", thread.Info.Process);
        Assert.Equal(101 + 23, run.Summary.CountsOfRow("getppid", row).Calls);
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_thread_that_renames_itself_is_one_thread_with_its_last_name(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "rename");

        run.AssertPromiseKept();
        (_, ThreadRow thread) = Assert.Single(run.Summary.Threads());
        Assert.Equal("wl-gamma", thread.Info.Comm);
    }
}
