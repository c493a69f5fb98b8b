using System.Diagnostics;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>
/// Calls by int $0x80 and 32-bit programs: kernels are built without them, and virtual machines may not pass them on. What needs them is
/// tested where they are; the kernels of the matrix have them.
/// </summary>
internal static class Ia32
{
    private const string Word = "ia32";
    private const int NotPossible = 77;

    private static readonly Lazy<bool> s_isPossible = new(Try);

    /// <summary>Whether this machine has them.</summary>
    public static bool IsPossible => s_isPossible.Value;

    /// <summary>Those of some scenarios or programs that this machine can run.</summary>
    public static TheoryData<string> Where(params string[] names) =>
        [.. names.Where(name => IsPossible || !name.Contains(Word, StringComparison.Ordinal))];

    private static bool Try()
    {
        using Process workload = Process.Start(new ProcessStartInfo(Paths.Workload, ["ia32"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = workload.StandardOutput.ReadToEnd();
        workload.WaitForExit();
        return workload.ExitCode != NotPossible;
    }
}
