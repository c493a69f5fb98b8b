using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Requirements;

/// <summary>Holds for whoever runs it, root or not: only its findings differ.</summary>
public sealed class KernelCheckTests
{
    private static readonly Requirement s_permission = Requirement.Met("permission", "root");

    [Fact]
    public void Every_finding_is_one_line_and_everything_missing_or_unknown_has_a_remedy()
    {
        IReadOnlyList<Requirement> found = KernelCheck.Run();

        Assert.Equal(found.Count, found.Select(requirement => requirement.Name).Distinct().Count());
        Assert.Equal("sysprof's programs", found[^1].Name);
        Assert.All(found, requirement =>
        {
            Assert.DoesNotContain('\n', requirement.Finding);
            Assert.NotEqual("", requirement.Finding);
            Assert.True(requirement.State is RequirementState.Met or RequirementState.Optional || requirement.Remedy is { Length: > 0 }, requirement.Name);
            Assert.True(requirement.State != RequirementState.Met || requirement.Remedy is null, requirement.Name);
        });
    }

    [Fact]
    public void A_file_that_is_no_btf_is_missing_and_what_depends_on_it_not_known()
    {
        foreach (string path in new[] { "/nonexistent", "/dev/null", "/proc/self/status" })
        {
            using var types = new TypeChecks(path);

            Assert.Equal(RequirementState.Missing, types.Types().State);
            Assert.Equal(RequirementState.Unknown, types.Tracepoints().State);
            Assert.Equal(RequirementState.Unknown, types.TaskIterator(trial: null, s_permission).State);
            Assert.Equal(RequirementState.Unknown, types.FileIterator().State);
            Assert.StartsWith(path, types.Types().Finding, StringComparison.Ordinal);
        }
    }
}
