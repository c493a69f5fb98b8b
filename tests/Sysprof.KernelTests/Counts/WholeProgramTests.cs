using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Counts;

/// <summary>Programs that make the same calls wherever they run, from the first instruction to the last.</summary>
public sealed class WholeProgramTests
{
    [Theory]
    [InlineData("counts")]
    [InlineData("copy")]
    [InlineData("huge")]
    [InlineData("replay")]
    public async Task Every_call_is_counted_and_none_besides(string scenario)
    {
        TracedRun run = await TracedRun.OfWorkload(scenario);

        run.AssertPromiseKept();
        CountsFile.Add(run.Summary.CountsByName());
        Assert.Equal(1, run.Summary.Counts("execve").Calls);
        Assert.Equal(1, run.Summary.Counts("exit_group").NeverReturned);
    }
}
