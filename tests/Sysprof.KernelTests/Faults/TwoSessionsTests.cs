using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Leaks;
using Xunit;

namespace Sysprof.KernelTests.Faults;

/// <summary>Two programs trace the same processes at once and know nothing of each other.</summary>
public sealed class TwoSessionsTests
{
    private const int First = 100_003;
    private const int Second = 200_003;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_count_exactly_and_the_end_of_one_is_not_that_of_the_other(bool killed)
    {
        using RunningWorkload first = await RunningWorkload.Start("spin", "1", $"{First}", "--linger");
        using RunningWorkload second = await RunningWorkload.Start("spin", "1", $"{Second}", "--linger");
        using ChildProcess one = await ChildProcess.Trace("getppid", null, first.Tgid, second.Tgid);
        using ChildProcess other = await ChildProcess.Trace("getppid", null, first.Tgid, second.Tgid);
        KernelObjects held = KernelObjects.Of(one.Tgid);
        held.AssertAny();
        first.Go();
        await first.ReadPromise();
        if (killed)
            await one.Kill();
        else
            AssertCounted(First, await one.Finish());
        await held.AreGone();
        second.Go();
        await second.ReadPromise();

        AssertCounted(First + Second, await other.Finish());
        await first.End();
        await second.End();
    }

    private static void AssertCounted(long calls, IReadOnlyList<string> printed)
    {
        ChildReport report = ChildReport.Parse(printed);
        Assert.Equal(new ChildReport(report.Threads, calls, calls, 0, 0, 0, 0, 0), report);
        Assert.Equal(calls, report.Threads.Sum(thread => thread.Calls));
    }
}
