using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Sysprof.Cli.Terminal;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>Frames for scripts and logs.</summary>
public sealed class TopBatchTests : IDisposable
{
    private const int Recorded = 12;

    private readonly RecordedWebServer _recorded = new(Recorded);
    private readonly MemoryStream _bytes = new();

    public void Dispose()
    {
        _recorded.Dispose();
        _bytes.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task As_many_frames_as_were_asked_for(int frames)
    {
        string[] lines = await PrintLiveAsync("-n", $"{frames}", "--format", "json");

        Assert.Equal(frames, lines.Length);
    }

    [Fact]
    public async Task A_recording_is_printed_whole_unless_told_otherwise()
    {
        Assert.Equal(Recorded, (await PrintRecordingAsync("--format", "json")).Length);
        Assert.Equal(5, (await PrintRecordingAsync("--format", "json", "-n", "5")).Length);
        Assert.Equal(Recorded, (await PrintRecordingAsync("--format", "json", "-n", "99")).Length);
    }

    [Fact]
    public async Task Json_is_an_object_a_line_with_the_counts_of_its_frame()
    {
        string[] lines = await PrintRecordingAsync("--format", "json", "--by", "process");
        for (int second = 0; second < lines.Length; second++)
        {
            using var frame = JsonDocument.Parse(lines[second]);
            JsonElement root = frame.RootElement;
            Assert.Equal("sysprof.summary/1", root.GetProperty("schema").GetString());
            Assert.Equal(second == Recorded - 1 ? 1.25 : 1, root.GetProperty("duration_seconds").GetDouble());
            Assert.Equal(
                1009 + 3,
                root.GetProperty("processes").EnumerateArray()
                    .Single(process => process.GetProperty("comm").GetString() == "old32")
                    .GetProperty("syscalls").EnumerateArray().Sum(call => call.GetProperty("calls").GetInt64()));
        }
    }

    [Fact]
    public async Task Csv_has_one_header_and_says_of_each_row_when_it_was()
    {
        string[] lines = await PrintRecordingAsync("--format", "csv", "-n", "2");

        Assert.StartsWith("start,duration_seconds,", lines[0], StringComparison.Ordinal);
        Assert.Single(lines, line => line.StartsWith("start,", StringComparison.Ordinal));
        Assert.All(lines[1..], line => Assert.Matches(@"^2026-01-02T03:04:0[56]Z,1,", line));
    }

    [Fact]
    public async Task A_limit_is_one_of_rows()
    {
        string[] all = await PrintRecordingAsync("-n", "1");
        string[] some = await PrintRecordingAsync("-n", "1", "--limit", "2");

        Assert.Equal(all.Take(some.Length), some);
        int head = Array.FindIndex(some, line => line.StartsWith("syscall", StringComparison.Ordinal));
        Assert.Equal(2, some.Length - head - 1);
    }

    [Fact]
    public async Task A_table_has_no_control_sequences_unless_colours_are_asked_for()
    {
        Assert.DoesNotContain('\e', string.Concat(await PrintRecordingAsync()));
        Assert.Contains('\e', string.Concat(await PrintRecordingAsync("--color", "always")));
    }

    [Fact]
    public async Task When_the_reader_of_a_pipe_has_gone_it_is_done()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var output = new DescriptorStream((int)pipe.ClientSafePipeHandle.DangerousGetHandle());
        pipe.SafePipeHandle.Dispose();
        var world = new CliWorld { Bytes = output, Run = new FakeRun() };

        Assert.Equal(0, await world.RunAsync("top", "--batch"));
        Assert.True(world.Run.IsDisposed);
        Assert.Equal("", world.Error);
    }

    [Fact]
    public async Task Another_error_of_the_output_is_told()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        using var output = new DescriptorStream((int)full.SafeFileHandle.DangerousGetHandle());
        var world = new CliWorld { Bytes = output, Run = new FakeRun() };

        Assert.Equal(1, await world.RunAsync("top", "--batch"));
        Assert.StartsWith("sysprof: error: writing standard output: ", world.Error, StringComparison.Ordinal);
    }

    private async Task<string[]> PrintLiveAsync(params string[] options)
    {
        var run = new FakeRun { Script = second => WebServer.Interval(second), Run = WebServer.Run };
        var world = new CliWorld { Bytes = _bytes, Run = run };
        Assert.Equal(0, await world.RunAsync(["top", "--batch", .. options]));
        Assert.True(run.IsDisposed);
        return Printed();
    }

    private async Task<string[]> PrintRecordingAsync(params string[] options)
    {
        var world = new CliWorld { Bytes = _bytes };
        Assert.Equal(0, await world.RunAsync(["top", _recorded.File, "--batch", .. options]));
        return Printed();
    }

    private string[] Printed()
    {
        string text = Encoding.UTF8.GetString(_bytes.ToArray());
        _bytes.SetLength(0);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
