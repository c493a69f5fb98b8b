using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Work that no call of the program does: io_uring, the vDSO, programs that the kernel starts.</summary>
public sealed class OutsideOfCallsTests
{
    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task Of_io_uring_only_its_own_calls_are_seen(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "io_uring");

        run.AssertPromiseKept();
        Assert.Equal(101, run.Summary.Counts("io_uring_enter").Calls);
    }

    [Theory]
    [InlineData(TraceMode.Command)]
    [InlineData(TraceMode.Process)]
    public async Task The_clock_read_through_the_vdso_makes_no_call(TraceMode mode)
    {
        TracedRun run = await TracedRun.Of(mode, "vdso");

        run.AssertPromiseKept();
        Assert.Equal(1009, run.Promise.Sum("unseen"));
        Assert.Equal(0, run.Summary.Counts("clock_gettime").Calls);
    }

    [Fact]
    public async Task A_program_that_the_kernel_starts_has_not_entered_the_execve_it_begins_with()
    {
        TracedRun run = await TracedRun.Attached(_ => new Target.Machine(), "helper");

        run.AssertPromiseKept();
        Assert.Equal(7, run.Promise.Lines.Count(line => line.Call == "execve"));
    }
}
