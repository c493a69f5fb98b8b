using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Calls that seccomp, a tracer or user dispatch takes away: in no table, in the ledger where seen.</summary>
public sealed class InterceptedCallTests
{
    [Theory]
    [InlineData(TraceMode.Command, "errno")]
    [InlineData(TraceMode.Command, "trap")]
    [InlineData(TraceMode.Command, "kill_process")]
    [InlineData(TraceMode.Process, "errno")]
    [InlineData(TraceMode.Process, "trap")]
    [InlineData(TraceMode.Process, "kill_process")]
    public async Task What_seccomp_refuses_is_denied_in_the_ledger_and_no_call(TraceMode mode, string kind)
    {
        TracedRun run = await TracedRun.Of(mode, "seccomp", kind);

        run.AssertPromiseKept();
        Assert.True(run.Promise.Sum("denied") > 0);
        Assert.Equal(run.Promise.Sum("denied"), run.Summary.Ledger.Denied);
        Assert.Equal(0, run.Summary.Ledger.Skipped);
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task A_thread_that_seccomp_kills_passes_neither_tracepoint_and_leaves_its_calls_before(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "seccomp", "kill_thread");

        run.AssertPromiseKept();
        Assert.Equal(7, run.Promise.Sum("denied"));
        Assert.Equal(0, run.Summary.Ledger.Denied);
        Assert.Equal(0, run.Summary.Ledger.InFlight);
        Assert.All(
            run.Promise.Lines.Where(line => line["denied"] == 1),
            line => Assert.True(Assert.Single(run.Summary.Threads(line.Tid!.Value)).Thread.Ended));
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task What_a_tracer_takes_away_is_skipped_in_the_ledger_and_no_call(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "ptrace");

        run.AssertPromiseKept();
        Assert.Equal(101, run.Summary.Ledger.Skipped);
        Assert.Equal(0, run.Summary.Ledger.Denied);
        Assert.Equal(0, run.Summary.Counts("syscall_-1").Calls);
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task What_user_dispatch_takes_away_is_not_seen_at_all(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "dispatch");

        run.AssertPromiseKept();
        Assert.Equal(101, run.Promise.Sum("unseen"));
        Assert.Equal(0, run.Summary.Ledger.Denied);
        Assert.Equal(0, run.Summary.Ledger.Skipped);
    }
}
