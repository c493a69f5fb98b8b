using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Leaks;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Faults;

/// <summary>Sessions that begin and end amid processes and threads that do.</summary>
public sealed class AttachStormTests
{
    private const int Sessions = 5;
    private const string WithoutEnd = "1000000000";

    [Theory]
    [InlineData("storm", WithoutEnd, "0", "3")]
    [InlineData("storm", "0", WithoutEnd, "3")]
    [InlineData("executions", WithoutEnd, "3")]
    public async Task Each_account_is_whole_and_no_call_is_taken_for_another(params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start(words);
        workload.Go();
        Trace(workload.Tgid); // What the runtime opens once, and keeps, is open before anything is compared.
        OwnResources before = OwnResources.Now();
        for (int session = 0; session < Sessions; session++)
        {
            Summary summary = Trace(workload.Tgid);
            summary.AssertWhole();
            Assert.Equal((0, 0), (summary.Ledger.Denied, summary.Ledger.Skipped));
            Assert.All(summary.Threads(), thread => AssertOneLife(summary, thread.Row));
        }

        before.AssertUnchanged();
    }

    private static Summary Trace(int tgid)
    {
        using Tracer tracer = Tracer.Start(new Target.Tasks([tgid], []));
        tracer.Rotate();
        tracer.Stop();
        return tracer.Summary;
    }

    /// <summary>Nobody makes more than three getppid before and three after execve, whenever we came or went.</summary>
    private static void AssertOneLife(Summary summary, int row)
    {
        Assert.InRange(summary.CountsOfRow("getppid", row).Calls, 0, 6);
        Assert.InRange(summary.CountsOfRow("execve", row).Calls, 0, 1);
        Assert.Equal(0, summary.CountsOfRow("getppid", row).Errors);
    }
}
