using System.Text.RegularExpressions;
using Sysprof.Kernel.Session;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Targets;
using Sysprof.Profile;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Leaks;

/// <summary>After a session nothing of it is left, in the process or in the kernel.</summary>
public sealed class SessionLeakTests
{
    private const string BtfVariable = "SYSPROF_BTF";

    // What the runtime opens once, and keeps, is open before anything is compared.
    public SessionLeakTests() => RunOnce(new Target.Machine());

    [Fact]
    public async Task Nothing_is_left_of_a_session_that_was_stopped()
    {
        OwnResources before = OwnResources.Now();
        KernelObjects held;
        using (Tracer tracer = Tracer.Start(new Target.Machine()))
        {
            tracer.Rotate();
            held = KernelObjects.Of(Environment.ProcessId);
            tracer.Stop();
        }

        before.AssertUnchanged();
        held.AssertAny();
        await held.AreGone();
    }

    [Fact]
    public async Task Nothing_is_left_of_a_session_that_was_not_stopped()
    {
        OwnResources before = OwnResources.Now();
        KernelObjects held;
        using (Tracer.Start(new Target.Machine()))
            held = KernelObjects.Of(Environment.ProcessId);

        before.AssertUnchanged();
        held.AssertAny();
        await held.AreGone();
    }

    [Fact]
    public void Nothing_is_left_of_fifty_sessions()
    {
        OwnResources before = OwnResources.Now();
        for (int session = 0; session < 10; session++)
        {
            RunOnce(new Target.Machine());
            RunOnce(new Target.Tasks([1], []));
            RunOnce(new Target.Comm(new Regex("^nobody$")));
            RunOnce(new Target.Cgroup(TestCgroup.Mount));
            RunOnce(new Target.Command(["true"]));
        }

        before.AssertUnchanged();
    }

    [Fact]
    public void Nothing_is_left_of_a_start_that_finds_no_target()
    {
        AssertLeavesNothing(new Target.Tasks([int.MaxValue], []));
        AssertLeavesNothing(new Target.Cgroup("/none"));
        AssertLeavesNothing(new Target.Command(["sysprof-has-no-such-command"]));
    }

    [Fact]
    public void Nothing_is_left_of_a_start_that_fails_when_all_is_attached() =>
        AssertLeavesNothing(new Target.Command(["/"]));

    [Fact]
    public void Nothing_is_left_of_a_start_that_fails_while_the_ring_is_chosen()
    {
        AssertLeavesNothing(new Target.Machine(), 1234);
        AssertLeavesNothing(new Target.Command(["true"]), 1234);
    }

    [Theory]
    [InlineData("/nonexistent/btf")]
    [InlineData("/etc/passwd")]
    public void Nothing_is_left_of_a_start_that_fails_while_the_programs_are_loaded(string btf)
    {
        Environment.SetEnvironmentVariable(BtfVariable, btf);
        try
        {
            AssertLeavesNothing(new Target.Machine());
            AssertLeavesNothing(new Target.Command(["true"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable(BtfVariable, null);
        }
    }

    private static void RunOnce(Target target)
    {
        using Tracer tracer = Tracer.Start(target);
        tracer.Rotate();
        tracer.Stop();
    }

    private static void AssertLeavesNothing(Target target, int? ringBytes = null)
    {
        OwnResources before = OwnResources.Now();
        Assert.Throws<SysprofException>(() => TraceSession.Start(
            new SessionOptions { Target = target, Calls = SyscallSet.Everything, RingBytes = ringBytes }));
        before.AssertUnchanged();
    }
}
