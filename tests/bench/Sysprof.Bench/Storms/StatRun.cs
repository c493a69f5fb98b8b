using System.Diagnostics;
using System.Text.Json;
using Sysprof.Profile;

namespace Sysprof.Bench.Storms;

/// <summary>What <c>sysprof stat</c> says of its run.</summary>
/// <param name="Entered">Calls that were made.</param>
/// <param name="Lost">Calls that were lost.</param>
/// <param name="RingFull">Those of them that found the ring full.</param>
/// <param name="IsBalanced">Whether the ledger is closed and balances.</param>
/// <param name="CpuFraction">CPU time of the process, as a share of one CPU.</param>
/// <param name="Messages">What it wrote to stderr.</param>
internal sealed record StatRun(long Entered, long Lost, long RingFull, bool IsBalanced, double CpuFraction, string Messages)
{
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "sysprof");

    /// <summary>Traces the machine for some seconds with the built program, as users do.</summary>
    public static StatRun Of(int seconds, params string[] options)
    {
        (string output, string messages) = Run(["stat", "-d", $"{seconds}s", "--by", "syscall", "--format", "json", .. options]);
        using var json = JsonDocument.Parse(output);
        JsonElement ledger = json.RootElement.GetProperty("ledger");
        return new StatRun(
            ledger.GetProperty("entered").GetInt64(),
            ledger.GetProperty("lost").GetInt64(),
            ledger.GetProperty("lost_by").GetProperty("ring_full").GetInt64(),
            ledger.GetProperty("closed").GetBoolean() && ledger.GetProperty("unaccounted").GetInt64() == 0,
            json.RootElement.GetProperty("cost").GetProperty("cpu_fraction").GetDouble(),
            messages);
    }

    /// <summary>The same as text, with the messages behind it.</summary>
    public static string TextOf(int seconds, params string[] options)
    {
        (string output, string messages) = Run(["stat", "-d", $"{seconds}s", "--by", "syscall", .. options]);
        return output + messages;
    }

    private static (string Output, string Messages) Run(string[] words)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(s_program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> messages = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (output, messages.Result)
            : throw new SysprofException($"sysprof {string.Join(' ', words)}: exit code {process.ExitCode}: {messages.Result}");
    }
}
