using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>What <c>sysprof top</c> says of a program that makes 1009 reads a second, 101 of which fail.</summary>
public sealed class TopNumberTests
{
    private const int Rate = 1009;
    private const int ErrorRate = 101;

    // The reads are made every hundredth of a second, ten or eleven at once.
    private const int AtOnce = 11;

    private static readonly (string Thread, string Call)[] s_sleepers =
    [
        ("in-futex", "futex"), ("in-read", "read"), ("in-epoll", "epoll_wait"), ("in-sleep", "clock_nanosleep"), ("in-accept", "accept"),
    ];

    public TopNumberTests() => SysprofProgram.RequireRoot();

    [Fact]
    public async Task The_lines_of_a_batch_add_up_to_what_was_made()
    {
        using SteadyProgram program = SteadyProgram.Prepare(seconds: 3);
        using SysprofProgram top = SysprofProgram.Start(
            "top", "--batch", "-i", "500ms", "--by", "thread", "--format", "json", "-p", $"{program.Tgid}");
        await top.OutputBeginsAsync();
        program.Go();

        SysprofProgram.Result result = await top.EndAsync();

        Assert.Equal((0, "sysprof: note: the target ended, and the run with it\n"), (result.ExitCode, result.Error));
        JsonElement[] intervals =
            [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.True(intervals.Length > 1, "one object a line");
        Assert.All(intervals, interval => Assert.Equal("sysprof.summary/1", interval.GetProperty("schema").GetString()));
        JsonElement[] reads = [.. intervals.SelectMany(interval => CallsOf(interval, "steady", "read"))];
        Assert.Equal(3 * Rate, reads.Sum(read => read.GetProperty("calls").GetInt64()));
        Assert.Equal(3 * ErrorRate, reads.Sum(read => read.GetProperty("errors").GetInt64()));
        Assert.Equal(
            3 * ErrorRate,
            reads.Select(read => read.GetProperty("errno")).Sum(errno => errno.TryGetProperty("EAGAIN", out JsonElement n) ? n.GetInt64() : 0));
    }

    [Fact]
    public async Task The_rates_are_on_the_screen()
    {
        using SteadyProgram program = SteadyProgram.Start();
        using var terminal = TmuxTerminal.Start($"\"$SYSPROF\" top -p {program.Tgid} -e read", 100, 30);

        await terminal.WaitForAsync(
            screen => Numbers(RowOf(screen, "read")) is [double calls, double errors, ..]
                && Math.Abs(calls - Rate) <= AtOnce && Math.Abs(errors - ErrorRate) <= 2,
            "1009 reads and 101 errors a second");

        Assert.Contains("EAGAIN", RowOf(terminal.Text(), "read"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_threads_that_sleep_show_in_what_and_grow_older()
    {
        using SteadyProgram program = SteadyProgram.Start();
        using var terminal = TmuxTerminal.Start($"\"$SYSPROF\" top --by thread -p {program.Tgid}", 100, 30);
        string first = await terminal.WaitForAsync(
            screen => s_sleepers.All(sleeper => AgeNs(screen, sleeper) is not null), "five threads that sleep");

        await terminal.WaitForAsync(
            screen => s_sleepers.All(sleeper => AgeNs(screen, sleeper) > AgeNs(first, sleeper)), "all of them older");
    }

    private static IEnumerable<JsonElement> CallsOf(JsonElement interval, string thread, string call) =>
        interval.GetProperty("threads").EnumerateArray()
            .Where(one => one.GetProperty("comm").GetString() == thread)
            .SelectMany(one => one.GetProperty("syscalls").EnumerateArray())
            .Where(one => one.GetProperty("name").GetString() == call);

    private static string RowOf(string screen, string name) => screen.Split('\n')
        .FirstOrDefault(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] && first == name) ?? "";

    private static double[] Numbers(string row) =>
    [
        .. row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(word => double.TryParse(word, NumberStyles.Number, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)
            .Where(double.IsFinite),
    ];

    /// <summary>How long a thread has been in its call, as its row says (12.4s, 1m05s), or null when it does not.</summary>
    private static double? AgeNs(string screen, (string Thread, string Call) sleeper)
    {
        string row = screen.Split('\n').FirstOrDefault(line => line.Contains(sleeper.Thread, StringComparison.Ordinal)) ?? "";
        Match age = Regex.Match(row, $@"\b{sleeper.Call} +(?:([0-9.]+)(ns|µs|ms|s|m|h))+");
        return age.Success
            ? age.Groups[1].Captures.Zip(age.Groups[2].Captures)
                .Sum(pair => double.Parse(pair.First.Value, CultureInfo.InvariantCulture) * Unit(pair.Second.Value))
            : null;
    }

    private static double Unit(string unit) => unit switch
    {
        "ns" => 1,
        "µs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 60e9,
        _ => 3600e9,
    };
}
