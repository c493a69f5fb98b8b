using Sysprof.Cli.Top;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Top;

/// <summary>Where somebody is, and where they still are in the next interval.</summary>
public class TopStateTests
{
    private readonly TopModel _model = new(WebServer.Run, SummaryFilter.None);
    private readonly TopState _state;
    private int _seconds;

    public TopStateTests() => _state = new TopState(WebServer.Run, SummaryFilter.None);

    [Fact]
    public void The_cursor_stays_at_its_row_when_the_order_changes()
    {
        Take(("read", 3000), ("write", 2000), ("close", 1000));
        Do(TopAction.Down);
        Assert.Equal(("write", 1), AtCursor());

        Take(("read", 3000), ("write", 9000), ("close", 1000));
        Assert.Equal(("write", 0), AtCursor());
        Take(("read", 3000), ("write", 1), ("close", 1000));
        Assert.Equal(("write", 2), AtCursor());
    }

    [Fact]
    public void A_cursor_that_nobody_moved_stays_at_the_first_row()
    {
        Take(("read", 3000), ("write", 2000));
        Take(("read", 3000), ("write", 9000));

        Assert.Equal(("write", 0), AtCursor());
    }

    [Fact]
    public void The_cursor_stays_among_the_rows_when_its_own_goes()
    {
        Take(("read", 3000), ("write", 2000), ("close", 1000));
        Do(TopAction.Last);
        Take(("read", 3000), ("write", 2000));
        Assert.Equal(("write", 1), AtCursor());
        Take();
        Assert.Equal(-1, _state.CursorRow);
        Do(TopAction.Down);
        Do(TopAction.Open);
        Assert.Single(_state.Path);

        Take(("read", 3000), ("write", 2000), ("close", 1000));
        Assert.Equal(("close", 2), AtCursor());
    }

    [Fact]
    public void The_cursor_never_leaves_the_rows_nor_the_screen()
    {
        Take([.. "read write close openat futex getpid getppid".Split(' ').Select((name, place) => (name, 9000L - place))]);
        _state.RoomForRows = 3;
        var random = new Random(1009);
        for (int press = 0; press < 500; press++)
        {
            Do((TopAction)random.Next((int)TopAction.Up, (int)TopAction.Last + 1));
            Assert.InRange(_state.CursorRow, 0, 6);
            Assert.InRange(_state.CursorRow - _state.FirstRow(), 0, 2);
            Assert.InRange(_state.FirstRow(), 0, 4);
        }
    }

    [Fact]
    public void Search_goes_around_and_says_when_there_is_nothing()
    {
        Take(("read", 3000), ("write", 2000), ("pread64", 1000));
        Type(TopAction.Search, "READ\r");
        Assert.Equal(("read", 0), AtCursor());
        Do(TopAction.SearchNext);
        Assert.Equal(("pread64", 2), AtCursor());
        Do(TopAction.SearchNext);
        Assert.Equal(("read", 0), AtCursor());

        Type(TopAction.Search, "x");
        Assert.Equal("no row matches", _state.Complaint);
        Assert.Equal(("read", 0), AtCursor());
        Type("\r");
        Assert.Equal("", _state.Complaint);
    }

    [Fact]
    public void A_filter_hides_rows_and_the_last_good_one_holds_while_it_is_wrong()
    {
        Take(("read", 3000), ("write", 2000), ("pread64", 1000));
        Type(TopAction.Filter, "^(read");
        Assert.Equal("not a regular expression yet", _state.Complaint);
        Type("|W)");
        Assert.Equal("", _state.Complaint);
        Assert.Equal(["read", "write"], Rows());

        Type("(?=x)");
        Assert.NotEqual("", _state.Complaint);
        Assert.Equal(["read", "write"], Rows());
        Type("\r");
        Assert.NotNull(_state.Prompt);
        Type("\b\b\b\b\b\r");
        Assert.Null(_state.Prompt);
        Assert.Equal("", _state.Complaint);
    }

    [Fact]
    public void Back_is_where_one_came_from()
    {
        Take(("read", 3000), ("write", 2000));
        Do(TopAction.NextTable);
        Do(TopAction.NextTable);
        Do(TopAction.Open);
        Assert.Equal(("calls", "t 1"), (_state.Table.Name, _state.Here.Label));
        Do(TopAction.Down);
        Do(TopAction.Open);
        Assert.Equal("write", _state.Here.Label);
        Assert.NotNull(_state.Here.Call);

        Do(TopAction.Back);
        Assert.Equal(("write", 1), AtCursor());
        Do(TopAction.Back);
        Assert.Equal("threads", _state.Table.Name);
        Do(TopAction.Back);
        Assert.Single(_state.Path);
    }

    [Fact]
    public void Another_table_of_the_same_threads_leaves_the_latencies()
    {
        Take(("read", 3000), ("write", 2000));
        Do(TopAction.Open);
        Do(TopAction.NextTable);

        Assert.Equal(("processes", 1), (_state.Table.Name, _state.Path.Count));
    }

    [Fact]
    public void Idle_waits_count_when_somebody_asks_for_it_and_the_order_follows()
    {
        Take(("epoll_wait", 3000), ("write", 2000));
        Assert.Equal(SortKey.Busy, _state.Order.Column.Sort);
        Assert.False(_state.Page.Report.Options.CountsIdle);

        Do(TopAction.CountIdle);
        Assert.Equal(SortKey.Time, _state.Order.Column.Sort);
        Assert.True(_state.Page.Report.Options.CountsIdle);

        Do(TopAction.CountIdle);
        Assert.Equal(SortKey.Busy, _state.Order.Column.Sort);
        Assert.True(new TopState(WebServer.Run, SummaryFilter.None, sort: SortKey.Time).CountsIdle);
        Assert.True(new TopState(WebServer.Run, SummaryFilter.None, countsIdle: true).CountsIdle);
    }

    [Fact]
    public void A_table_keeps_its_order_while_another_is_shown()
    {
        Take(("read", 3000), ("write", 2000));
        Do(TopAction.Invert);
        Do(TopAction.NextTable);
        Assert.False(_state.Order.IsInverted);
        Do(TopAction.PreviousTable);
        Assert.True(_state.Order.IsInverted);
    }

    /// <summary>Rows that are equal in what they are sorted by do not change places from frame to frame.</summary>
    [Fact]
    public void Equal_rows_keep_their_order()
    {
        var random = new Random(1009);
        int[] tids = [.. Enumerable.Range(1, 40)];
        for (int table = 0; table < TopTables.All.Count; table++)
        {
            foreach (ITopColumn column in TopTables.All[table].Columns)
            {
                string? first = null;
                var model = new TopModel(WebServer.Run, SummaryFilter.None);
                var state = new TopState(WebServer.Run, SummaryFilter.None, table, column.Sort);
                for (int second = 0; second < 5; second++)
                {
                    random.Shuffle(tids);
                    model.Take(Alike(second, tids));
                    state.Refresh(model);
                    string order = string.Join(' ', Enumerable.Range(0, state.Rows.Count).Select(row => state.Rows.IdentityOf(row)));
                    first ??= order;
                    Assert.Equal(first, order);
                }
            }
        }
    }

    private static Interval Alike(int second, IEnumerable<int> tids)
    {
        var builder = new SummaryBuilder();
        foreach (int tid in tids)
        {
            builder.Thread(tid / 3, tid, "t", cgroup: "/" + tid / 7);
            foreach (string call in (string[])["read", "write", "openat"])
            {
                builder.Calls(call, 10, 1000).Errors(call, "EAGAIN", 2).Errors(call, "EPERM", 2);
            }
        }

        return builder.BuildInterval(second, second + 1, 0);
    }

    private void Take(params (string Call, long EachNs)[] calls)
    {
        SummaryBuilder builder = new SummaryBuilder().Thread(1, 1, "t");
        foreach ((string call, long eachNs) in calls)
        {
            builder.Calls(call, 1, eachNs);
        }

        long start = SummaryBuilder.StartNs + _seconds++ * 1_000_000_000L;
        _model.Take(builder.BuildInterval(start, start + 1_000_000_000, 0));
        _state.Refresh(_model);
    }

    private void Do(TopAction action)
    {
        _state.Do(action);
        _state.Refresh(_model);
    }

    private void Type(TopAction action, string text)
    {
        Do(action);
        Type(text);
    }

    private void Type(string text)
    {
        foreach (char character in text)
        {
            ConsoleKey key = character switch
            {
                '\r' => ConsoleKey.Enter,
                '\b' => ConsoleKey.Backspace,
                _ => ConsoleKey.None,
            };
            _state.Type(new ConsoleKeyInfo(character, key, false, false, false));
            _state.Refresh(_model);
        }
    }

    private (string Text, int Row) AtCursor() => (_state.Rows.TextOf(_state.CursorRow), _state.CursorRow);

    private IEnumerable<string> Rows() => Enumerable.Range(0, _state.Rows.Count).Select(_state.Rows.TextOf);
}
