using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Loss;

/// <summary>The default ring at the highest rate that two CPUs reach.</summary>
public sealed class DefaultRingTests
{
    [Fact]
    public Task Nothing_is_lost_and_every_call_of_each_thread_is_counted() => AssertAllCounted("200003");

    [Fact]
    [RunningKernel("ten seconds on each kernel are much of the whole matrix")]
    public Task Nothing_is_lost_in_ten_seconds() => AssertAllCounted("10s"); // Benchmark storms: five times half a minute.

    private static async Task AssertAllCounted(string amount)
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "2", amount);
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        await tracer.RotateUntil(workload.Run());
        tracer.Stop();
        tracer.Summary.AssertWhole();
        workload.Promise.AssertKept(tracer.Summary);
    }
}
