using System.Globalization;
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
    private const int Warm = 5; // one of each target

    /// <summary>How often is attached and detached; SYSPROF_SESSIONS says it for a long run.</summary>
    private static readonly int s_sessions =
        int.Parse(Environment.GetEnvironmentVariable("SYSPROF_SESSIONS") ?? "30", CultureInfo.InvariantCulture);

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
    public async Task Nothing_is_left_of_many_sessions()
    {
        RunAll(Warm);
        OwnResources before = OwnResources.Now();
        long heap = GC.GetTotalMemory(true);
        long resident = OwnMemory.ResidentBytes();
        RunAll(s_sessions);
        KernelObjects held;
        using (Tracer.Start(new Target.Machine()))
            held = KernelObjects.Of(Environment.ProcessId);

        before.AssertUnchanged();
        Assert.InRange(GC.GetTotalMemory(true), 0, heap + (1 << 20));
        Assert.InRange(OwnMemory.ResidentBytes(), 0, resident + resident / 2);
        await held.AreGone();
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

    private static void RunAll(int times)
    {
        Target[] targets =
        [
            new Target.Machine(),
            new Target.Tasks([1], []),
            new Target.Comm(new Regex("^nobody$")),
            new Target.Cgroup(TestCgroup.Mount),
            new Target.Command(["true"]),
        ];
        for (int time = 0; time < times; time++)
            RunOnce(targets[time % targets.Length]);
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
