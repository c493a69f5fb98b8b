using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>A restart is no error, and rt_sigreturn has no result: what is in the register is the program's.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData(TraceMode.Command, "handler")]
    [InlineData(TraceMode.Command, "restart")]
    [InlineData(TraceMode.Command, "eintr")]
    [InlineData(TraceMode.Command, "pause")]
    [InlineData(TraceMode.Command, "restart_poll")]
    [InlineData(TraceMode.Command, "restart_sleep")]
    [InlineData(TraceMode.Process, "handler")]
    [InlineData(TraceMode.Process, "restart")]
    [InlineData(TraceMode.Process, "eintr")]
    [InlineData(TraceMode.Process, "pause")]
    [InlineData(TraceMode.Process, "restart_poll")]
    [InlineData(TraceMode.Process, "restart_sleep")]
    public async Task A_call_that_a_signal_interrupts_is_restarted_and_no_error(TraceMode mode, string kind)
    {
        TracedRun run = await TracedRun.Of(mode, "signals", kind);

        run.AssertPromiseKept();
        Assert.Equal(run.Promise.Sum("restarted"), run.Summary.CountsByName().Values.Sum(counts => counts.Restarted));
        Assert.Equal(0, run.Summary.Ledger.Denied);
    }

    [Fact]
    public async Task A_return_from_a_handler_that_restores_a_failure_is_no_failure_itself()
    {
        TracedRun run = await TracedRun.OfWorkload("signals", "eintr");

        CallCounts returns = run.Summary.Counts("rt_sigreturn");
        Assert.Equal((23, 0, 0, 0), (returns.Calls, returns.Errors, returns.Restarted, returns.Bytes));
    }
}
