using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Leaks;

/// <summary>A process that traces and is killed with SIGKILL has no time to put anything away.</summary>
public sealed class KilledSessionTests
{
    [Fact]
    public async Task No_program_map_or_link_is_left()
    {
        using RunningWorkload workload = await RunningWorkload.Start("spin", "1", "3600s");
        workload.Go();
        using ChildProcess child = await ChildProcess.Trace("getppid", null, workload.Tgid);
        KernelObjects held = KernelObjects.Of(child.Tgid);
        held.AssertAny();
        await child.Kill();
        await held.AreGone();
    }
}
