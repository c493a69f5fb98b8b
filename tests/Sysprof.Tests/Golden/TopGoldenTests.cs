using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Model;
using Sysprof.Tests.Cli;
using Sysprof.Tests.Top;
using Xunit;

namespace Sysprof.Tests.Golden;

/// <summary>Whole screens of top. Each is the last of twelve seconds of a made-up machine, by the way of the keys.</summary>
public sealed class TopGoldenTests : IDisposable
{
    private const string ToTheEnd = "]]]]]]]]]]]";

    private readonly RecordedWebServer _recorded = new(12);

    public static TheoryData<string, int, int> Screens
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (string view in (string[])["syscall", "process", "thread", "pool", "errno", "cgroup", "latency", "help"])
            {
                data.Add(view, 40, 10);
                data.Add(view, 80, 24);
                data.Add(view, 100, 30);
                data.Add(view, 200, 50);
            }

            return data;
        }
    }

    public void Dispose() => _recorded.Dispose();

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task The_screen_of_a_web_server(string view, int columns, int rows) =>
        GoldenFile.Matches($"top/{view}-{columns}x{rows}.txt", (await SeeAsync(columns, rows, view switch
        {
            "latency" => ["--by", "syscall"],
            "help" => [],
            _ => ["--by", view],
        }, view switch
        {
            "latency" => "/read\r\r",
            "help" => "?",
            _ => "",
        })).Last);

    [Theory]
    [InlineData(40, 10)]
    [InlineData(100, 30)]
    public async Task The_calls_of_one_thread_of_a_process(int columns, int rows) => GoldenFile.Matches(
        $"top/path-{columns}x{rows}.txt",
        (await SeeAsync(columns, rows, ["--by", "process"], "/nginx\r\r", "/worker-1\r\r")).Last);

    [Theory]
    [InlineData("worker")]
    [InlineData("event")]
    public async Task The_threads_of_a_pool(string pool) => GoldenFile.Matches(
        $"top/path-pool-{pool}-100x30.txt",
        (await SeeAsync(100, 30, ["--by", "pool"], $"/{pool}\r\r")).Last);

    [Fact]
    public async Task The_latencies_of_a_call_of_one_thread() => GoldenFile.Matches(
        "top/path-latency-80x24.txt",
        (await SeeAsync(80, 24, ["--by", "thread"], "/redis\r\r", "Enter")).Last);

    [Fact]
    public async Task A_filter_while_it_is_typed() => GoldenFile.Matches(
        "top/filter-80x24.txt", (await SeeAsync(80, 24, ["--by", "thread"], "f^(worker|bio)")).Last);

    [Fact]
    public async Task A_filter_that_is_none_yet() => GoldenFile.Matches(
        "top/filter-wrong-80x24.txt", (await SeeAsync(80, 24, ["--by", "thread"], "fworker(")).Last);

    [Fact]
    public async Task With_a_filter_of_the_command_line() => GoldenFile.Matches(
        "top/failed-80x24.txt", (await SeeAsync(80, 24, ["-x", "--comm", "nginx"])).Last);

    [Fact]
    public async Task A_run_that_is_paused()
    {
        var session = new TopSession
        {
            Size = new ScreenSize(80, 24),
            Run = new FakeRun { Script = second => WebServer.Interval(second), Run = WebServer.Run },
        };
        await session.PlayAsync(["--by", "thread"], "1s", "1s", "p", "1s", "1s");

        GoldenFile.Matches("top/paused-80x24.txt", session.Last);
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(100, 30)]
    [InlineData(200, 50)]
    public void A_run_whose_data_is_late(int columns, int rows)
    {
        RunInfo run = WebServer.Run with { RingBytes = 16 << 20 };
        var model = new TopModel(run, SummaryFilter.None);
        for (int second = 0; second < 12; second++)
        {
            model.Take(WebServer.Interval(second));
        }

        var state = new TopState(run, SummaryFilter.None);
        state.Refresh(model);
        IReadOnlyList<string> screen = new TopPainter(state, new LineEncoder(color: false, styles: false)).Draw(
            new ScreenSize(columns, rows), new TopStatus("every 1s", TimeSpan.FromSeconds(4.5)), TopKeys.With(TopKeys.Live));

        GoldenFile.Matches($"top/behind-{columns}x{rows}.txt", TopSession.Text(screen));
    }

    /// <summary>Escape is shown as ␛.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_colours_and_without(bool color)
    {
        var session = new TopSession { Size = new ScreenSize(100, 30), Color = color };
        await session.PlayAsync([_recorded.File, "--by", "thread"], ToTheEnd, "Down");

        GoldenFile.Matches(
            $"top/color-{(color ? "always" : "never")}.txt",
            string.Concat(session.Frames[^1].Select(line => line.Replace('\e', '␛') + "\n")));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task Frames_that_are_printed(string format)
    {
        using var bytes = new MemoryStream();
        var world = new CliWorld { Bytes = bytes };
        Assert.Equal(0, await world.RunAsync(
            "top", _recorded.File, "--batch", "--by", "process", "-n", "2", "--limit", "4", "--format", format));

        GoldenFile.Matches($"top/batch-{format}.txt", System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private Task<TopSession> SeeAsync(int columns, int rows, string[] options, params string[] steps) =>
        TopSession.ReplayAsync(_recorded.File, new ScreenSize(columns, rows), options, [ToTheEnd, .. steps.Where(step => step != "")]);
}
