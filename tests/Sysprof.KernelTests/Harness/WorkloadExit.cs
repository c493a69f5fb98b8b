using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>How a workload ended: well, or with the reason why it is not possible on this machine.</summary>
internal static class WorkloadExit
{
    private const int NotPossibleHere = 77;

    public static void Check(int exitCode, string standardError)
    {
        if (exitCode == NotPossibleHere)
            Assert.Skip(standardError.Trim());
        Assert.True(exitCode == 0, $"the workload ended with {exitCode}: {standardError}");
    }
}
