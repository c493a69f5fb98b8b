using System.Diagnostics;
using System.Globalization;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.KernelTests.Strace;

/// <summary>Calls and errors by name, as <c>strace -f -c</c> prints them and as a result of ours has them.</summary>
internal static class StraceTable
{
    private const string OtherTable = "System call usage summary for 32 bit mode:";

    /// <summary>Runs a command under strace, with its streams in files as in <see cref="TracedRun"/>.</summary>
    public static async Task<SortedDictionary<string, (long Calls, long Errors)>> OfStrace(params string[] words)
    {
        string directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;
        try
        {
            string table = Path.Combine(directory, "table");
            string[] options = ["-f", "-c", "-U", "name,calls,errors", "-o", table, "--"];
            var start = new ProcessStartInfo("strace", [.. options, .. words]);
            using Process strace = StartWithFiles(start, directory);
            await strace.WaitForExitAsync();
            return Parse(await File.ReadAllLinesAsync(table));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>A result of ours as strace counts. The rules are all the differences there are.</summary>
    public static SortedDictionary<string, (long Calls, long Errors)> OfSummary(Summary summary)
    {
        var table = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        foreach ((string name, CallCounts counts) in summary.CountsByName())
        {
            // Rule 1: calls that never return (exit, exit_group) are not in strace's table.
            long calls = counts.Calls - counts.NeverReturned;
            // Rule 2: a call that leaves with a restart code is an error to strace.
            long errors = counts.Errors + counts.Restarted;
            // Rule 3: numbers that strace's table does not have are not in its table either.
            if (calls > 0 && !name.Contains("syscall_", StringComparison.Ordinal))
                table.Add(name, (calls, errors));
        }

        return table;
    }

    /// <summary>What differs between two tables, a line each.</summary>
    public static IReadOnlyList<string> Differences(
        SortedDictionary<string, (long Calls, long Errors)> strace,
        SortedDictionary<string, (long Calls, long Errors)> other) =>
    [
        .. from name in strace.Keys.Union(other.Keys).Order(StringComparer.Ordinal)
           let a = WithoutRestored(name, strace.GetValueOrDefault(name))
           let b = WithoutRestored(name, other.GetValueOrDefault(name))
           where a != b
           select $"{name}: {a.Calls} calls, {a.Errors} errors; {b.Calls} calls, {b.Errors} errors",
    ];

    // Rule 4: strace takes the register that rt_sigreturn restores for its result. It has none.
    private static (long Calls, long Errors) WithoutRestored(string name, (long Calls, long Errors) row) =>
        name is "rt_sigreturn" or "ia32:rt_sigreturn" or "ia32:sigreturn" ? (row.Calls, 0) : row;

    private static Process StartWithFiles(ProcessStartInfo start, string directory)
    {
        using StandardStreams streams =
            StandardStreams.ToFiles(Path.Combine(directory, "stdout"), Path.Combine(directory, "stderr"));
        return Process.Start(start)!;
    }

    private static SortedDictionary<string, (long Calls, long Errors)> Parse(IEnumerable<string> lines)
    {
        var table = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        string abi = "";
        foreach (string line in lines)
        {
            abi = line == OtherTable ? "ia32:" : abi;
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool isRow = words.Length is 2 or 3 && words[0] != "total";
            if (isRow && long.TryParse(words[1], CultureInfo.InvariantCulture, out long calls))
            {
                long errors = words.Length == 3 ? long.Parse(words[2], CultureInfo.InvariantCulture) : 0;
                table.Add(abi + words[0], (calls, errors));
            }
        }

        Assert.NotEmpty(table);
        return table;
    }
}
