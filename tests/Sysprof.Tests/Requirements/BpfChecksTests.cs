using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Requirements;

public sealed class BpfChecksTests
{
    private static readonly Capabilities s_both = new(1ul << 38 | 1ul << 39);
    private static readonly Requirement s_permission = Requirement.Met("permission", "root");

    [Fact]
    public void Without_capabilities_the_kernel_is_not_asked()
    {
        Requirement permission = BpfChecks.Permission(default, () => throw new InvalidOperationException());

        Assert.Equal(RequirementState.Missing, permission.State);
        Assert.Equal("run as root, or grant CAP_BPF and CAP_PERFMON", permission.Remedy);
    }

    [Fact]
    public void Capabilities_that_the_kernel_honours_are_permission() =>
        Assert.Equal(RequirementState.Met, BpfChecks.Permission(s_both, () => true).State);

    [Fact]
    public void Capabilities_that_a_container_makes_worthless_are_not()
    {
        Requirement permission = BpfChecks.Permission(s_both, () => false);

        Assert.Equal(RequirementState.Missing, permission.State);
        Assert.Contains("container", permission.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a refusal", "the way out", "the way out")]
    [InlineData("a refusal", "`sysprof check` tells what this kernel lacks", "what is missing above explains it; if nothing is, please report this line")]
    [InlineData("a refusal", null, "what is missing above explains it; if nothing is, please report this line")]
    public void Programs_that_were_refused_come_with_a_way_out(string refusal, string? hint, string remedy) => Assert.Equal(
        Requirement.Missing("sysprof's programs", refusal, remedy),
        BpfChecks.Programs(new KernelTrial(KernelTrial.Step.Loaded, refusal, hint), s_permission));

    [Fact]
    public void Programs_that_ran_are_the_proof() => Assert.Equal(
        RequirementState.Met, BpfChecks.Programs(new KernelTrial(KernelTrial.Step.Attached, null, null), s_permission).State);

    [Fact]
    public void Helper_functions_that_are_missing_are_named_with_the_kernel_that_has_them_all() => Assert.Equal(
        Requirement.Missing("helper functions", "the kernel has no bpf_task_pt_regs, bpf_loop", "use Linux 5.17 or later"),
        BpfChecks.Helpers(s_permission, helper => helper is not (175 or 181)));

    [Fact]
    public void What_may_not_be_looked_at_is_not_known_for_want_of_the_permission()
    {
        Requirement permission = Requirement.Missing("permission", "none", "the way to get it");

        Assert.All(
            new[]
            {
                BpfChecks.RingBufferMap(permission),
                BpfChecks.TaskStorageMap(permission),
                BpfChecks.Helpers(permission),
                BpfChecks.TracingPrograms(null, permission),
                BpfChecks.Programs(null, permission),
            },
            requirement => Assert.Equal(
                (RequirementState.Unknown, "the way to get it"), (requirement.State, requirement.Remedy)));
    }
}
