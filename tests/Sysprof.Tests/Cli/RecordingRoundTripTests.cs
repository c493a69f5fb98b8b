using System.Text.Json;
using Xunit;

namespace Sysprof.Tests.Cli;

public sealed class RecordingRoundTripTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-rec-").FullName;

    private string File => Path.Combine(_directory, "x.rec");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_is_recorded_is_reported()
    {
        CliWorld recorded = await RecordAsync();
        var report = new CliWorld();

        Assert.Equal(0, await report.RunAsync("report", File, "--by", "syscall", "--format", "json"));
        Assert.Equal(3 * FakeRun.CallsPerInterval, CallsIn(report));
        Assert.Equal("", report.Error);
        Assert.Equal("", recorded.Output);
        Assert.Matches(
            @"^.*x\.rec: [0-9.]+ k?B, 3 intervals in 3\.0 s\n21 calls, at most 1 thread in an interval\nledger: entered 21 = returned 21 .*\ncost: 250 ns per call, ",
            recorded.Error);
    }

    [Theory]
    [InlineData("1s", "2s", 1)]
    [InlineData("12:00:01", "2026-03-01T12:00:03Z", 2)]
    [InlineData("0s", "1ms", 1)]
    public async Task A_range_takes_the_intervals_that_begin_in_it(string from, string to, int intervals)
    {
        await RecordAsync();
        var report = new CliWorld();

        Assert.Equal(0, await report.RunAsync("report", File, "--by", "syscall", "--format", "json", "--from", from, "--to", to));
        Assert.Equal(intervals * FakeRun.CallsPerInterval, CallsIn(report));
    }

    [Fact]
    public async Task A_range_without_intervals_is_an_error()
    {
        await RecordAsync();
        var report = new CliWorld();

        Assert.Equal(1, await report.RunAsync("report", File, "--from", "1m"));
        Assert.Equal($"sysprof: error: {File}: no interval begins in this range; the recording is 3s long\n", report.Error);
    }

    [Fact]
    public async Task A_recording_that_was_cut_gives_what_is_whole_and_fails()
    {
        await RecordAsync();
        byte[] bytes = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..^40], TestContext.Current.CancellationToken);
        var report = new CliWorld();

        Assert.Equal(1, await report.RunAsync("report", File, "--by", "syscall", "--format", "json"));
        Assert.Equal(2 * FakeRun.CallsPerInterval, CallsIn(report));
        Assert.StartsWith($"sysprof: error: {File}: cut off after interval 2", report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_that_exists_is_refused_unless_forced()
    {
        await RecordAsync();
        var refused = new CliWorld();

        Assert.Equal(1, await refused.RunAsync("record", "-o", File, "-d", "1s"));
        Assert.Equal(
            $"sysprof: error: writing {File}: it exists already\n  hint: --force overwrites it, -o names another\n", refused.Error);
        await RecordAsync("--force");
    }

    [Fact]
    public async Task Filters_hide_threads_and_calls()
    {
        await RecordAsync();
        var shown = new CliWorld();
        var hidden = new CliWorld();

        await shown.RunAsync("report", File, "-p", "10", "--comm", "^work", "-e", "getppid", "--format", "csv");
        await hidden.RunAsync("report", File, "-x", "--format", "csv");

        Assert.Contains("getppid", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("getppid", hidden.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere.rec", "reading /nowhere.rec: no such file or directory")]
    [InlineData("/", "reading /: is a directory")]
    [InlineData("/dev/null", "reading /dev/null: the file is empty")]
    public async Task What_is_no_recording_is_one_line(string file, string message)
    {
        var world = new CliWorld();

        Assert.Equal(1, await world.RunAsync("report", file));
        Assert.Equal($"sysprof: error: {message}\n", world.Error);
        Assert.Equal("", world.Output);
    }

    [Fact]
    public async Task What_a_recording_cannot_leave_out_is_noted()
    {
        var world = new CliWorld { Run = new FakeRun() };

        Assert.Equal(0, await world.RunAsync("record", "-x", "-d", "1s", "-o", File));
        Assert.StartsWith("sysprof: note: every call is recorded; give -x and --errno to report\n", world.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_no_recording()
    {
        var world = new CliWorld { Terminal = new(true, true, true, 80, NoColor: false, Dumb: false) };

        Assert.Equal(2, await world.RunAsync("record", "-o", "-"));
    }

    private async Task<CliWorld> RecordAsync(params string[] more)
    {
        var world = new CliWorld { Run = new FakeRun() };
        Assert.Equal(0, await world.RunAsync(["record", "-d", "3s", "-o", File, .. more]));
        return world;
    }

    private static long CallsIn(CliWorld world)
    {
        using var json = JsonDocument.Parse(world.Output);
        return json.RootElement.GetProperty("syscalls")[0].GetProperty("calls").GetInt64();
    }
}
