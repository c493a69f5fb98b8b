using System.Runtime.InteropServices;
using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Requirements;

public sealed class HostChecksTests
{
    private const string Unified = "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
    private const string Beside = "42 32 0:39 / /sys/fs/cgroup/unified rw - cgroup2 cgroup rw";
    private const string Legacy = "36 32 0:33 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu";
    private const string Other = "24 1 254:1 / / rw,relatime shared:1 master:2 - ext4 /dev/vda1 rw";

    [Theory]
    [InlineData("6.1.0-56-cloud-amd64", Architecture.X64, RequirementState.Met, "Linux 6.1.0-56-cloud-amd64 on x86-64")]
    [InlineData("7.0", Architecture.X64, RequirementState.Met, "Linux 7.0 on x86-64")]
    [InlineData("unnumbered", Architecture.X64, RequirementState.Met, "Linux unnumbered on x86-64")]
    [InlineData("6.0.19", Architecture.X64, RequirementState.Optional, "Linux 6.0.19 on x86-64, older than 6.1, the oldest that sysprof is tested on")]
    [InlineData("5.15.0-91", Architecture.X64, RequirementState.Optional, "Linux 5.15.0-91 on x86-64, older than 6.1, the oldest that sysprof is tested on")]
    [InlineData("6.18", Architecture.Arm64, RequirementState.Optional, "Linux 6.18 on arm64, where sysprof has not been run yet")]
    [InlineData("6.18", Architecture.RiscV64, RequirementState.Missing, "Linux 6.18 on riscv64")]
    public void A_kernel_that_sysprof_is_not_tested_on_is_named(
        string release, Architecture architecture, RequirementState state, string finding)
    {
        Requirement kernel = HostChecks.Kernel(release, architecture);

        Assert.Equal((state, finding), (kernel.State, kernel.Finding));
    }

    [Theory]
    [InlineData(RequirementState.Met, "v2 at /sys/fs/cgroup", Other, Unified)]
    [InlineData(RequirementState.Optional, "v2 at /sys/fs/cgroup/unified beside v1", Other, Legacy, Beside)]
    [InlineData(RequirementState.Optional, "v1 alone", Other, Legacy)]
    [InlineData(RequirementState.Optional, "none is mounted", Other)]
    [InlineData(RequirementState.Optional, "none is mounted", "", "not a line of mountinfo", "a b c d e f -")]
    public void Cgroup_hierarchies_are_told_apart(RequirementState state, string finding, params string[] mountInfo)
    {
        Requirement cgroups = HostChecks.Cgroups(CgroupMounts.Parse(mountInfo));

        Assert.Equal(state, cgroups.State);
        Assert.StartsWith(finding, cgroups.Finding, StringComparison.Ordinal);
        Assert.Equal(state == RequirementState.Optional, cgroups.Remedy is not null);
    }

    [Theory]
    [InlineData("1\n", RequirementState.Met)]
    [InlineData("2\n", RequirementState.Met)]
    [InlineData("0\n", RequirementState.Optional)]
    [InlineData(null, RequirementState.Optional)]
    public void A_kernel_without_its_compiler_is_slower_but_works(string? setting, RequirementState state) =>
        Assert.Equal(state, HostChecks.Jit(setting).State);

    [Theory]
    [InlineData(0x000001ffffffffffUL, RequirementState.Met)]
    [InlineData(1UL << 19 | 1UL << 2, RequirementState.Met)]
    [InlineData(1UL << 19, RequirementState.Optional)]
    [InlineData(1UL << 2, RequirementState.Optional)]
    [InlineData(3UL << 38, RequirementState.Optional)]
    public void Who_may_not_look_at_others_is_told_what_that_would_show(ulong capabilities, RequirementState state)
    {
        Requirement others = HostChecks.ProgramsOfOthers(new Capabilities(capabilities));

        Assert.Equal(state, others.State);
        Assert.Equal(state == RequirementState.Optional, others.Remedy is not null);
    }

    [Theory]
    [InlineData("pid:[4026531836]", RequirementState.Met)]
    [InlineData("pid:[4026532447]", RequirementState.Missing)]
    [InlineData(null, RequirementState.Missing)]
    public void Pids_of_a_container_are_not_the_kernels(string? link, RequirementState state) =>
        Assert.Equal(state, HostChecks.PidNamespace(link).State);

    [Theory]
    [InlineData("user:[4026531837]", RequirementState.Met)]
    [InlineData("user:[4026532447]", RequirementState.Missing)]
    [InlineData(null, RequirementState.Missing)]
    public void Root_of_a_container_is_not_the_machines(string? link, RequirementState state) =>
        Assert.Equal(state, HostChecks.UserNamespace(link).State);
}
