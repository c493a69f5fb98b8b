using System.Text.RegularExpressions;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>What somebody looks at: where they are, the order of the rows, the filter, the row under the cursor.</summary>
internal sealed class TopState
{
    private readonly List<Place> _path;
    private readonly TableOrder[] _orders = [.. TopTables.All.Select(table => TableOrder.By(table, table.DefaultSort))];
    private int _helpOffset;

    /// <param name="run">The run.</param>
    /// <param name="shown">What of it is shown at all.</param>
    /// <param name="table">The table that is shown first.</param>
    /// <param name="sort">What it is sorted by; null for its own way.</param>
    /// <param name="countsIdle">Whether idle waits count in shares of time.</param>
    public TopState(RunInfo run, SummaryFilter shown, int table = TopTables.Calls, SortKey? sort = null, bool countsIdle = false)
    {
        _path = [new Place(run.Target, shown, Table: table)];
        if (sort is not null)
        {
            _orders[table] = TableOrder.By(TopTables.All[table], sort);
        }

        if (countsIdle || sort == SortKey.Time)
        {
            CountIdle();
        }

        Page = new TopModel(run, shown).PageOf(Query);
    }

    /// <summary>What is on the screen. It may be of another query while the page of this one is on its way.</summary>
    public TopPage Page { get; private set; }

    /// <summary>What should be on the screen.</summary>
    public TopQuery Query => new(
        Here.Table,
        Here.Call,
        Here.Found,
        new ReportOptions
        {
            By = Table.By,
            Operations = Here.Call is { IsPart: false } ? OperationDetail.None : OperationDetail.Auto,
            Sort = Order.Column.Sort,
            Reversed = Order.IsInverted,
            CountsIdle = CountsIdle,
            Filter = Here.Who,
        },
        Filter);

    /// <summary>Whether the page is of this query.</summary>
    public bool IsCurrent => Page.Query == Query;

    /// <summary>Whether the page has the rows of this query, in whatever order.</summary>
    public bool HasRows => Page.Query.HasRowsOf(Query);

    /// <summary>The places from the first to the one that is shown.</summary>
    public IReadOnlyList<Place> Path => _path;

    /// <summary>The place that is shown.</summary>
    public Place Here
    {
        get => _path[^1];
        private set => _path[^1] = value;
    }

    /// <summary>The table of this place.</summary>
    public ITopTable Table => TopTables.All[Here.Table];

    /// <summary>How it is sorted.</summary>
    public TableOrder Order
    {
        get => _orders[Here.Table];
        private set => _orders[Here.Table] = value;
    }

    /// <summary>Whether idle waits count in shares of time.</summary>
    public bool CountsIdle { get; private set; }

    /// <summary>What rows have to match, or null.</summary>
    public Regex? Filter { get; private set; }

    /// <summary>What was searched for last.</summary>
    public string Searched { get; private set; } = "";

    /// <summary>The line that is being typed, or null.</summary>
    public Prompt? Prompt { get; private set; }

    /// <summary>What is wrong with what was typed; "" for nothing.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Whether the help is shown.</summary>
    public bool ShowsHelp { get; private set; }

    /// <summary>The first line of the help that is shown.</summary>
    public int HelpOffset => Math.Clamp(_helpOffset, 0, LastHelpOffset);

    /// <summary>Set by the painter: how many rows the screen has room for, and the columns that fit.</summary>
    public int RoomForRows { get; set; } = 1;

    /// <summary>Set by the painter: how many lines the help has.</summary>
    public int HelpLength { get; set; }

    /// <inheritdoc cref="RoomForRows"/>
    public IReadOnlyList<ITopColumn> VisibleColumns { get; set; } = [];

    /// <summary>The rows of the page.</summary>
    public ITopRows Rows => Page.Rows;

    /// <summary>The number of the row under the cursor; -1 without rows.</summary>
    public int CursorRow
    {
        get
        {
            ITopRows rows = Rows;
            if (Here.Cursor is { } identity)
            {
                for (int row = 0; row < rows.Count; row++)
                {
                    if (rows.IdentityOf(row).Equals(identity))
                    {
                        return row;
                    }
                }
            }

            return Math.Min(Here.Cursor is null ? 0 : Here.CursorRow, rows.Count - 1);
        }
    }

    /// <summary>Takes a page that was asked for; false when it is of no use any more, and the one that there is stays.</summary>
    public bool Offer(TopPage page)
    {
        if (HasRows && !page.Query.HasRowsOf(Query))
        {
            return false;
        }

        Page = page;
        return true;
    }

    /// <summary>Takes the page of a model that this thread may use.</summary>
    public void Refresh(TopModel model) => Offer(model.PageOf(Query));

    /// <summary>The first row to be drawn, so that the cursor is on the screen.</summary>
    public int FirstRow()
    {
        int cursor = Math.Max(0, CursorRow);
        int most = Math.Max(0, Rows.Count - RoomForRows);
        int offset = Math.Clamp(Here.Offset, Math.Max(0, cursor - RoomForRows + 1), cursor);
        Here = Here with { Offset = Math.Min(offset, most) };
        return Here.Offset;
    }

    /// <summary>Types a key into the line that is being typed.</summary>
    public void Type(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Enter && Prompt!.Action == TopAction.Filter && Complaint.Length > 0)
        {
            // To be corrected, or given up with Escape.
            return;
        }

        if (key.Key is ConsoleKey.Enter or ConsoleKey.Escape)
        {
            if (key.Key == ConsoleKey.Escape && Prompt!.Action == TopAction.Filter)
            {
                Filter = null;
            }

            (Prompt, Complaint) = (null, "");
            return;
        }

        Prompt = Prompt!.After(key);
        if (Prompt.Action == TopAction.Filter)
        {
            SetFilter(Prompt.Text);
        }
        else
        {
            Searched = Prompt.Text;
            SearchFrom(CursorRow);
        }
    }

    /// <summary>Does what a key is for, where that is only a matter of looking.</summary>
    /// <param name="action">What.</param>
    /// <param name="digit">For <see cref="TopAction.SortByNumber"/>: 1 for the first column, 0 for the tenth.</param>
    public void Do(TopAction action, int digit = 0)
    {
        Complaint = "";
        if (ShowsHelp && DoInHelp(action))
        {
            return;
        }

        switch (action)
        {
            case TopAction.Help:
                (ShowsHelp, _helpOffset) = (true, 0);
                break;
            case TopAction.Up:
                MoveTo(CursorRow - 1);
                break;
            case TopAction.Down:
                MoveTo(CursorRow + 1);
                break;
            case TopAction.PageUp:
                MoveTo(CursorRow - RoomForRows);
                break;
            case TopAction.PageDown:
                MoveTo(CursorRow + RoomForRows);
                break;
            case TopAction.First:
                MoveTo(0);
                break;
            case TopAction.Last:
                MoveTo(Rows.Count - 1);
                break;
            case TopAction.Open:
                Open();
                break;
            case TopAction.Back:
                Back();
                break;
            case TopAction.NextTable:
                ShowTable(TabHere + 1);
                break;
            case TopAction.PreviousTable:
                ShowTable(TabHere - 1);
                break;
            case TopAction.Findings:
                ShowTable(TopTables.Findings);
                break;
            case TopAction.SortNext:
                SortBeside(1);
                break;
            case TopAction.SortPrevious:
                SortBeside(-1);
                break;
            case TopAction.SortByNumber:
                SortByNumber(digit);
                break;
            case TopAction.Invert:
                Order = Order with { IsInverted = !Order.IsInverted };
                break;
            case TopAction.CountIdle:
                CountIdle();
                break;
            case TopAction.Filter:
                Prompt = new Prompt(action, Filter?.ToString() ?? "");
                break;
            case TopAction.Search:
                Prompt = new Prompt(action, "");
                break;
            case TopAction.SearchNext:
                SearchFrom(CursorRow + 1);
                break;
        }
    }

    /// <summary>The tab that this place is on: of a page the one it was opened from.</summary>
    private int TabHere => Here.Found is null ? Here.Table : TopTables.Findings;

    private int LastHelpOffset => Math.Max(0, HelpLength - RoomForRows);

    private bool DoInHelp(TopAction action)
    {
        int? offset = action switch
        {
            TopAction.Up => HelpOffset - 1,
            TopAction.Down => HelpOffset + 1,
            TopAction.PageUp => HelpOffset - RoomForRows,
            TopAction.PageDown => HelpOffset + RoomForRows,
            TopAction.First => 0,
            TopAction.Last => LastHelpOffset,
            _ => null,
        };
        _helpOffset = offset ?? 0;
        ShowsHelp = offset is not null;
        return ShowsHelp || action is TopAction.Help or TopAction.Back or TopAction.Open;
    }

    private void MoveTo(int row)
    {
        if (Here.Call is null && Rows.Count > 0)
        {
            int at = Math.Clamp(row, 0, Rows.Count - 1);
            Here = Here with { Cursor = Rows.IdentityOf(at), CursorRow = at };
        }
    }

    private void Open()
    {
        if (Here.Call is null && CursorRow is >= 0 and var row)
        {
            Place next = Rows.Enter(row, Here);
            MoveTo(row);
            _path.Add(next);
            Filter = null;
        }
    }

    private void Back()
    {
        if (_path.Count > 1)
        {
            _path.RemoveAt(_path.Count - 1);
        }

        Filter = null;
    }

    private void ShowTable(int table)
    {
        if (Here.IsPage)
        {
            _path.RemoveAt(_path.Count - 1);
        }

        int count = TopTables.Tabs.Count;
        Here = Here with { Table = (table + count) % count, Cursor = null, Offset = 0 };
        Filter = null;
    }

    /// <summary>Counts idle waits where they did not count, or the other way round, also where rows are sorted by time.</summary>
    private void CountIdle()
    {
        CountsIdle = !CountsIdle;
        for (int table = 0; table < _orders.Length; table++)
        {
            if (_orders[table].Column.CountsIdle is not null)
            {
                ITopColumn column = TopTables.All[table].Columns.First(column => column.CountsIdle == CountsIdle);
                _orders[table] = _orders[table] with { Column = column };
            }
        }
    }

    private void SortBeside(int step)
    {
        IReadOnlyList<ITopColumn> columns = VisibleColumns;
        if (columns.Count > 0)
        {
            int at = columns.TakeWhile(column => column != Order.Column).Count();
            int next = at < columns.Count ? at + step : step > 0 ? 0 : columns.Count - 1;
            Order = new TableOrder(columns[(next + columns.Count) % columns.Count], IsInverted: false);
        }
    }

    private void SortByNumber(int digit)
    {
        int at = digit == 0 ? 9 : digit - 1;
        if (at < VisibleColumns.Count)
        {
            Order = new TableOrder(VisibleColumns[at], Order.Column == VisibleColumns[at] && !Order.IsInverted);
        }
    }

    private void SetFilter(string pattern)
    {
        try
        {
            Filter = pattern.Length == 0
                ? null
                : new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);
            Complaint = "";
        }
        catch (Exception error) when (error is RegexParseException or NotSupportedException)
        {
            Complaint = "not a regular expression yet";
        }
    }

    private void SearchFrom(int first)
    {
        for (int step = 0; step < Rows.Count && Searched.Length > 0; step++)
        {
            int row = (Math.Max(0, first) + step) % Rows.Count;
            if (Rows.TextOf(row).Contains(Searched, StringComparison.OrdinalIgnoreCase))
            {
                MoveTo(row);
                Complaint = "";
                return;
            }
        }

        Complaint = Searched.Length > 0 ? "no row matches" : "";
    }
}
