using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Traps;

/// <summary>Durations and pauses that do not fit into 32 bits of nanoseconds, 4.3 seconds.</summary>
public sealed class LongTimeTests
{
    private const long FiveSecondsNs = 5_000_000_000;

    [Fact]
    public async Task Calls_before_in_and_after_five_seconds_are_counted_exactly()
    {
        // The shell waits for the child that sleeps, with calls before and after.
        TracedRun run = await TracedRun.OfCommand("/bin/sh", "-c", "sleep 5; /bin/true; :");

        run.Summary.AssertWhole();
        Assert.Equal(0, run.ExitCode);
        CallCounts sleeps = run.Summary.Counts("clock_nanosleep");
        Assert.Equal((1, 1), (sleeps.Calls, sleeps.BlockedCalls));
        Assert.True(sleeps.TimeNs >= FiveSecondsNs, $"a sleep of five seconds took {sleeps.TimeNs} ns");
        CallCounts waits = run.Summary.Counts("wait4");
        Assert.Equal(2, waits.Calls - waits.Errors);
        Assert.Equal(1 + 2, run.Summary.Counts("execve").Calls);
        Assert.Equal(1 + 2, run.Summary.Counts("exit_group").NeverReturned);
    }
}
