using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.KernelTests.Requirements;

/// <summary>Of a kernel on which the other tests pass, `sysprof check` finds nothing missing.</summary>
public sealed class KernelCheckTests
{
    [Fact]
    public void Nothing_is_missing_or_unknown()
    {
        IReadOnlyList<Requirement> requirements = KernelCheck.Run();
        Assert.SkipWhen(
            requirements.Any(requirement => requirement is { Name: "permission", State: RequirementState.Missing }),
            "needs root or CAP_BPF and CAP_PERFMON");

        Assert.DoesNotContain(
            requirements, requirement => requirement.State is RequirementState.Missing or RequirementState.Unknown);
        Assert.Equal(RequirementState.Met, requirements.Single(requirement => requirement.Name == "kernel").State);
    }
}
