using Sysprof.Cli.Terminal;
using Sysprof.Cli.Top;
using Sysprof.Profile.Aggregation;
using Sysprof.Tests.Cli;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>What top finds worth a look, and where the keys lead from it.</summary>
public sealed class TopFindingsTests : IDisposable
{
    private static readonly ScreenSize s_screen = new(120, 30);

    private readonly TroubledServer _recorded = new(25);
    private readonly TopModel _model = new(WebServer.Run, SummaryFilter.None);

    public void Dispose() => _recorded.Dispose();

    [Fact]
    public void They_are_those_of_the_last_whole_ten_seconds()
    {
        Take(0, 9);
        Assert.Equal(0, FindingCount());
        Take(9, 10);
        Assert.Equal(3, FindingCount());
        Assert.Contains(Rules(), rule => rule == "yield-storm");

        Take(10, 19);
        Assert.Equal(3, FindingCount());
        Take(19, 20);
        Assert.Equal(["lock-contention", "empty-reads"], Rules());
    }

    [Fact]
    public void Before_that_they_are_looked_for_where_they_are_shown()
    {
        Take(0, 3);

        Assert.Contains("yield-storm", Rules());
        Assert.Equal(Rules().Length, FindingCount());
    }

    [Fact]
    public void What_is_paused_keeps_its_findings()
    {
        Take(0, 10);
        string[] before = Rules();
        _model.IsFrozen = true;
        Take(10, 20);
        Assert.Equal(before, Rules());

        _model.IsFrozen = false;
        Take(20, 21);
        Assert.Equal(["lock-contention", "empty-reads"], Rules());
    }

    [Fact]
    public void Cleared_they_begin_anew()
    {
        Take(0, 10);
        _model.Clear();
        Assert.Empty(Rules());

        Take(10, 11);
        Assert.Equal(["lock-contention", "empty-reads"], Rules());
    }

    [Fact]
    public void A_filter_of_failures_hides_none()
    {
        var failed = new SummaryFilter { FailedOnly = true };
        var model = new TopModel(WebServer.Run, failed);
        for (int second = 0; second < 10; second++)
        {
            model.Take(TroubledServer.Interval(second));
        }

        Assert.Equal(3, model.PageOf(new TopState(WebServer.Run, failed).Query).FindingCount);
    }

    [Fact]
    public async Task Their_number_is_in_the_tab_where_it_is_of_everything()
    {
        TopSession session = await TopSession.ReplayAsync(_recorded.File, s_screen, [], "]]]]]", "Enter");

        Assert.DoesNotContain(" findings", Tabs(session.Texts[0]).Replace("peers findings", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("peers 3 findings", Tabs(session.Texts[1]), StringComparison.Ordinal);
        Assert.EndsWith("peers findings", Tabs(session.Last), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_leads_to_its_threads_and_on_to_their_calls_and_back()
    {
        TopSession session = await TopSession.ReplayAsync(
            _recorded.File, s_screen, [], "]]]]]]]]", "i", "/lock\r", "Enter", "Down", "Enter", "Esc", "Esc");

        Assert.Contains("next: perf record -g -e syscalls:sys_enter_futex -p 4121 -- sleep 5", session.Texts[4], StringComparison.Ordinal);
        Assert.Contains("1-3 of 3", session.Texts[4], StringComparison.Ordinal);
        Assert.Contains("the machine › lock-contention › worker-2 4131", session.Texts[6], StringComparison.Ordinal);
        Assert.Contains("futex:WAIT,lock", session.Texts[6], StringComparison.Ordinal);
        Assert.Equal(session.Texts[5], session.Texts[7]);
        Assert.Equal(session.Texts[3], session.Last);
    }

    [Fact]
    public async Task Inside_of_a_process_they_are_its_own()
    {
        TopSession session = await TopSession.ReplayAsync(
            _recorded.File, s_screen, ["--by", "process"], "]]]", "/old\r", "Enter", "i");

        Assert.Contains("1-1 of 1", session.Last, StringComparison.Ordinal);
        Assert.Contains("sched_yield", session.Last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task As_frames_they_are_a_table_only(string format)
    {
        var world = new CliWorld();

        Assert.Equal(2, await world.RunAsync("top", _recorded.File, "--batch", "--by", "finding", "--format", format));
        Assert.Contains("--by finding is a table; stat --findings has them in json", world.Error, StringComparison.Ordinal);
    }

    private void Take(int from, int to)
    {
        for (int second = from; second < to; second++)
        {
            _model.Take(TroubledServer.Interval(second));
        }
    }

    private int FindingCount() => _model.PageOf(new TopState(WebServer.Run, SummaryFilter.None).Query).FindingCount;

    private string[] Rules() => [.. _model.FindingsOf(SummaryFilter.None).Select(row => row.Found.Rule)];

    private static string Tabs(string screen) => screen.Split('\n').First(line => line.StartsWith("calls processes", StringComparison.Ordinal));
}
