using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Faults;

/// <summary>The kernel has no memory for the storage of new threads: each call that is not counted is counted as lost.</summary>
public sealed class RefusedStorageTests
{
    // So many live at once that what the kernel keeps ready for each CPU is not enough.
    [Theory]
    [InlineData("storm", "1009", "1009", "3", "509")]
    [InlineData("lineage", "503", "23")]
    [InlineData("executions", "509", "3", "509")]
    public async Task Counted_and_refused_calls_are_those_that_were_made(params string[] words)
    {
        using var cgroup = new MemoryCgroup();
        using RunningWorkload workload = await RunningWorkload.Start(words);
        using ChildProcess child = await ChildProcess.StartBy(cgroup.Starter, ["trace", "getppid", "-", $"{workload.Tgid}"]);
        Promise promise = await cgroup.RefuseMoreWhile(child.Tgid, workload.Run);
        ChildReport report = ChildReport.Parse(await child.Finish());

        Assert.Equal(promise.Lines.Single(line => line.Call == "getppid")["calls"], report.Entered);
        Assert.True(report.LostNoMemory > 0, "nothing was refused");
        Assert.Equal(report.Lost, report.LostNoMemory);
        Assert.Equal(report.Entered, report.Returned + report.Lost);
        Assert.Equal((0, 0), (report.Unaccounted, report.InFlight));
    }
}
