using Xunit.v3;

namespace Sysprof.KernelTests.Harness;

/// <summary>A test that runs on the running kernel and not on those of the matrix, see tests/kernels/matrix.sh.</summary>
/// <param name="reason">Why.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RunningKernelAttribute(string reason) : Attribute, ITraitAttribute
{
    /// <summary>By which the runner leaves it out.</summary>
    public const string Trait = "kernels";

    /// <summary>Why it is not in the matrix.</summary>
    public string Reason { get; } = reason;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Trait, "running")];
}
