using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Targets;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Cgroups;

/// <summary>The paths that threads are shown with, whatever cgroups somebody makes, and although they are gone.</summary>
public sealed class CgroupPathTests
{
    // A run that hangs ends the test. No test asserts how long anything takes.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static int s_made;

    private readonly string _path = $"/sysprof-test-paths-{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}";

    /// <summary>17 names of 255 bytes are longer than PATH_MAX; how far up a path is shown is the kernel side's choice.</summary>
    [Theory]
    [InlineData("before", 3)]
    [InlineData("after", 3)]
    [InlineData("before", 17)]
    [InlineData("after", 17)]
    [InlineData("after", 101)]
    public async Task Paths_of_nested_cgroups_are_right_or_right_from_their_end_and_marked(string when, int levels)
    {
        Summary summary = await Trace("deep_cgroups", TestCgroup.Mount + _path, when, $"{levels}", "1009");

        ThreadRow child = Assert.Single(Callers(summary), thread => thread.Calls == 1009).Thread;
        string right = NestedCgroups.PathOf(_path, levels);
        if (child.Info.Cgroup != right)
        {
            Assert.True(NestedCgroups.IsCutOf(child.Info.Cgroup, right), $"'{child.Info.Cgroup}' is not the end of '{right}'");
            Assert.True(right.Length > 4000, $"a path of {right.Length} characters is cut");
        }
    }

    /// <summary>Its cgroup is removed as soon as the child has ended, long before anybody can look for it.</summary>
    [Theory]
    [InlineData(1009, 0)]
    [InlineData(1009, 503)]
    public async Task Children_of_cgroups_that_are_gone_are_shown_in_them(int cgroups, int standing)
    {
        Summary summary = await Trace("cgroup_churn", TestCgroup.Mount + _path, $"{cgroups}", $"{standing}", "3");

        Assert.Equal(
            Enumerable.Range(0, cgroups).Select(number => (Path: $"{_path}/gone-{number}", Calls: 3L)).Order(),
            Callers(summary).Select(thread => (Path: thread.Thread.Info.Cgroup, thread.Calls)).Order());
    }

    /// <summary>Traces a workload and its children, looking once more while its cgroups are there; the account is whole.</summary>
    private static async Task<Summary> Trace(params string[] words)
    {
        using RunningWorkload workload = await RunningWorkload.Start([.. words, "--linger"]);
        using Tracer tracer = Tracer.Start(new Target.Tasks([workload.Tgid], []));
        await Task.Run(
            async () =>
            {
                workload.Go();
                await tracer.RotateUntil(workload.ReadPromise());
                tracer.Rotate();
                await workload.End();
                tracer.Stop();
            },
            TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        tracer.Summary.AssertWhole();
        workload.Promise.AssertKept(tracer.Summary);
        return tracer.Summary;
    }

    private static IEnumerable<(ThreadRow Thread, long Calls)> Callers(Summary summary) => summary.Threads()
        .Select(thread => (thread.Thread, summary.CountsOfRow("getppid", thread.Row).Calls)).Where(thread => thread.Calls > 0);
}
