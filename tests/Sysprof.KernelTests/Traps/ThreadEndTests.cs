using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Calls that end with their thread have no latency; calls that a kill interrupts are no errors.</summary>
public sealed class ThreadEndTests
{
    [Theory]
    [InlineData(TraceMode.Command, "thread")]
    [InlineData(TraceMode.Command, "group")]
    [InlineData(TraceMode.Command, "leader")]
    [InlineData(TraceMode.Process, "thread")]
    [InlineData(TraceMode.Process, "group")]
    [InlineData(TraceMode.Process, "leader")]
    public async Task Calls_that_end_their_thread_never_return_and_have_no_latency(TraceMode mode, string kind)
    {
        TracedRun run = await TracedRun.Of(mode, "exit", kind);

        run.AssertPromiseKept();
        Assert.Equal(0, run.Summary.Ledger.InFlight);
        Assert.All(run.Summary.Threads(), thread => Assert.True(thread.Thread.Ended));
        foreach (string call in new[] { "exit", "exit_group" })
        {
            CallCounts ends = run.Summary.Counts(call);
            Assert.Equal(ends.Calls, ends.NeverReturned);
            Assert.Equal(0, ends.TimeNs);
        }
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_call_in_which_a_process_is_killed_was_interrupted_and_is_over(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "killed");

        run.AssertPromiseKept();
        Assert.Equal(18, run.Promise.Lines.Count);
        Assert.Equal(0, run.Summary.Ledger.InFlight);
        Assert.All(run.Promise.Lines, line =>
        {
            (_, ThreadRow child) = Assert.Single(run.Summary.Threads(line.Tid!.Value));
            Assert.True(child.Ended);
            Assert.Null(child.InFlight);
        });
    }
}
