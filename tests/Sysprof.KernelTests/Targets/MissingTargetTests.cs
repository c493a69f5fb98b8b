using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Targets;

/// <summary>Targets that are not there are refused before anything is attached, with the way out.</summary>
public sealed class MissingTargetTests
{
    [Fact]
    public void A_process_that_does_not_exist_is_refused()
    {
        SysprofException refused = Refusal(new Target.Tasks([int.MaxValue], []));
        Assert.Equal("tracing process 2147483647: no such process", refused.Message);
        Assert.Equal("`ps -e` lists them", refused.Hint);
        Assert.Equal(ExitCode.Failure, refused.ExitCode);
    }

    [Fact]
    public void A_thread_that_does_not_exist_is_refused()
    {
        SysprofException refused = Refusal(new Target.Tasks([], [int.MaxValue]));
        Assert.Equal("tracing thread 2147483647: no such thread", refused.Message);
        Assert.Equal("`ps -eL` lists them", refused.Hint);
        Assert.Equal(ExitCode.Failure, refused.ExitCode);
    }

    [Fact]
    public async Task One_of_two_processes_that_does_not_exist_is_refused()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        SysprofException refused = Refusal(new Target.Tasks([workload.Tgid, int.MaxValue], []));
        Assert.Equal("tracing process 2147483647: no such process", refused.Message);
    }

    [Fact]
    public async Task A_thread_that_is_named_as_a_process_is_refused_and_its_process_told()
    {
        using RunningWorkload workload = await RunningWorkload.Start("threads", "1", "0", "0");
        string tid = Directory.EnumerateDirectories($"/proc/{workload.Tgid}/task")
            .Select(path => Path.GetFileName(path)).First(tid => tid != $"{workload.Tgid}");
        SysprofException refused = Refusal(new Target.Tasks([int.Parse(tid)], []));
        Assert.Equal($"tracing process {tid}: no such process", refused.Message);
        Assert.Equal($"{tid} is a thread of process {workload.Tgid}: use -t {tid}", refused.Hint);
    }

    [Fact]
    public void A_cgroup_that_does_not_exist_is_refused()
    {
        using var cgroup = new TestCgroup();
        SysprofException refused = Refusal(new Target.Cgroup(cgroup.Path + "/none"));
        Assert.Equal(
            $"tracing cgroup {cgroup.Path}/none: {cgroup.Path}/none: no such cgroup of the v2 hierarchy", refused.Message);
        Assert.Equal($"paths are below {TestCgroup.Mount}; /proc/PID/cgroup shows a process's", refused.Hint);
        Assert.Equal(ExitCode.Failure, refused.ExitCode);
    }

    private static SysprofException Refusal(Target target) => Assert.Throws<SysprofException>(
        () => TraceSession.Start(new SessionOptions { Target = target, Calls = SyscallSet.Everything }));
}
