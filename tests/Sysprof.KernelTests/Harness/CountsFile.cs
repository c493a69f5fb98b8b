using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Harness;

/// <summary>
/// What tests counted, for a comparison of kernels that ran the same ones: the file that SYSPROF_COUNTS names, a line for
/// each test and call. Without it nothing is written.
/// </summary>
internal static class CountsFile
{
    private static readonly string? s_path = Environment.GetEnvironmentVariable("SYSPROF_COUNTS");

    /// <summary>Writes down counts of the test that runs.</summary>
    public static void Add(IEnumerable<KeyValuePair<string, CallCounts>> counts)
    {
        // A kernel is built with the calls of x32 or without: where one answers, another does not know them.
        Write(counts.Where(pair => !pair.Key.StartsWith("x32:", StringComparison.Ordinal))
            .Select(pair => $"{pair.Key}\t{Words(pair.Value)}"));
    }

    /// <summary>Writes down the attempts that were no calls.</summary>
    public static void Add(Ledger ledger) => Write([$"ledger\tdenied={ledger.Denied} skipped={ledger.Skipped} lost={ledger.Lost}"]);

    private static void Write(IEnumerable<string> lines)
    {
        // Not every machine has calls of ia32: see Ia32.
        if (s_path is not null && TestContext.Current.Test is { } test && !test.Traits.ContainsKey(RunningKernelAttribute.Trait)
            && !test.TestDisplayName.Contains("ia32", StringComparison.Ordinal))
            File.AppendAllLines(s_path, lines.Select(line => $"{test.TestDisplayName}\t{line}"));
    }

    private static string Words(CallCounts counts) => string.Join(
        ' ',
        [
            $"calls={counts.Calls}",
            $"errors={counts.Errors}",
            $"never={counts.NeverReturned}",
            $"restarted={counts.Restarted}",
            .. counts.Errnos.Select(pair => $"{pair.Key}:{pair.Value}"),
        ]);
}
