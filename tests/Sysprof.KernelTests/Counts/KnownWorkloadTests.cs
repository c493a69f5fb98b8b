using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Counts;

/// <summary>The workload that all else is built on.</summary>
public sealed class KnownWorkloadTests
{
    [Fact]
    public async Task The_known_workload_is_counted_exactly_as_a_command()
    {
        TracedRun run = await TracedRun.OfWorkload("counts");
        run.AssertPromiseKept();
    }

    [Fact]
    public async Task The_known_workload_is_counted_exactly_when_attached()
    {
        TracedRun run = await TracedRun.AttachedToProcess("counts");
        run.AssertPromiseKept();
    }
}
