using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Profile.Export;

namespace Sysprof.Profile.Findings;

/// <summary>Commands to run next, about the processes that a finding names.</summary>
internal static class NextCommands
{
    /// <summary><c>sysprof stat</c> of the calls concerned.</summary>
    /// <param name="more">Further options.</param>
    public static NextCommand Stat(params string[] more) => (concern, run) =>
        ["sysprof", "stat", .. Target(concern, run), "-e", string.Join(',', concern.Names), "-d", "10s", .. more];

    /// <summary>The same with other calls than those concerned.</summary>
    public static NextCommand StatOf(string calls, params string[] more) => (concern, run) =>
        ["sysprof", "stat", .. Target(concern, run), "-e", calls, "-d", "10s", .. more];

    /// <summary><c>sysprof top</c> of the calls concerned.</summary>
    public static NextCommand Top() => (concern, run) =>
        ["sysprof", "top", .. Target(concern, run), "-e", string.Join(',', concern.Names)];

    /// <summary>Where in the program calls are made: stacks by <c>perf</c>, while it runs.</summary>
    public static NextCommand Stacks(string name) => WhileAlive(pids =>
    [
        "perf", "record", "-g", "-e", $"syscalls:sys_enter_{name}", "-p", pids, "--", "sleep", "5",
    ]);

    /// <summary>What the calls concerned that fail were asked for: <c>strace</c>, while it runs.</summary>
    public static NextCommand Failures() => (concern, run) => WhileAlive(pids =>
        ["strace", "-f", "-Z", "-e", $"trace={string.Join(',', concern.Names)}", "-p", pids])(concern, run);

    /// <summary>A command that needs processes which live; where there are none, <c>sysprof stat</c> of their name.</summary>
    /// <param name="words">The words, made from the pids.</param>
    public static NextCommand WhileAlive(Func<string, IReadOnlyList<string>> words) => (concern, run) =>
        Living(concern, run) is { Length: > 0 } pids ? words(pids) : Stat()(concern, run);

    /// <summary>The same words whoever is concerned.</summary>
    public static NextCommand Fixed(params string[] words) => (_, _) => words;

    /// <summary>A word as a shell reads it: in quotes where it is not plain.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=%+@".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Living(Concern concern, ObservedRun run) => string.Join(
        ',',
        concern.Threads.Select(thread => thread.Who.Key.Tgid).Where(run.IsAlive).Distinct()
            .Select(tgid => tgid.ToString(CultureInfo.InvariantCulture)));

    // A regular expression reads the escapes of SafeText as the characters that they stand for.
    private static string[] Target(Concern concern, ObservedRun run) => Living(concern, run) is { Length: > 0 } pids
        ? ["-p", pids]
        : ["--comm", Quote($"^{SafeText.Escape(Regex.Escape(concern.Threads[0].Who.Process))}$")];
}
