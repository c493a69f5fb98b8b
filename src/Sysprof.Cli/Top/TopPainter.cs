using Spectre.Console;
using Sysprof.Cli.CommandLine;
using Sysprof.Cli.Terminal;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>Draws what somebody looks at as the lines of a screen.</summary>
internal sealed class TopPainter(TopState state, LineEncoder encoder)
{
    /// <summary>Columns below which a screen is narrow: names are cut and numbers abbreviated.</summary>
    public const int NarrowScreen = 70;

    // Of a smaller body the path takes the place of the tabs.
    private const int SmallRoom = 10;
    private const string Gap = "  ";

    /// <summary>One that begins as a view says.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shown">What of it is shown at all.</param>
    /// <param name="view">How.</param>
    public static TopPainter For(RunInfo run, SummaryFilter shown, TopView view) =>
        new(new TopState(run, shown, view.Table, view.Sort, view.CountsIdle), new LineEncoder(view.Color));

    /// <summary>What is drawn.</summary>
    public TopState State => state;

    /// <summary>The screen: exactly as many lines as it has rows, none wider than it.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="status">How the source of the intervals stands.</param>
    /// <param name="helpKeys">The keys that the help explains.</param>
    public IReadOnlyList<string> Draw(ScreenSize size, TopStatus status, IReadOnlyList<KeyBinding> helpKeys)
    {
        List<StyledLine> lines = [.. TopHeader.Lines(state.Page, size.Columns, status).Take(Math.Max(1, size.Rows / 3))];
        int room = Math.Max(0, size.Rows - lines.Count - 1);
        IEnumerable<StyledLine> body = !state.Page.HasInterval
            ? [new StyledLine(size.Columns).Add("waiting for the first interval", Palette.Faint)]
            : state.ShowsHelp ? HelpLines(size.Columns, room, helpKeys) : Body(size.Columns, room);
        lines.AddRange(body.Take(room));
        while (lines.Count < size.Rows - 1)
        {
            lines.Add(new StyledLine(size.Columns));
        }

        lines.Add(Footer(size.Columns, helpKeys));
        return [.. lines.Take(size.Rows).Select(encoder.Encode)];
    }

    /// <summary>The table alone, all its rows, for a frame that nobody scrolls.</summary>
    public IEnumerable<string> DrawAll(int columns, TopStatus status, int limit)
    {
        state.RoomForRows = limit == 0 ? state.Rows.Count : limit;
        IEnumerable<StyledLine> lines =
        [
            .. TopHeader.Lines(state.Page, columns, status),
            new StyledLine(columns).Add(state.Table.Name, Palette.Strong),
            .. TableLines(columns, state.RoomForRows, showsCursor: false),
        ];
        return lines.Select(encoder.Encode);
    }

    private IEnumerable<StyledLine> Body(int columns, int room)
    {
        StyledLine[] heading = [.. Heading(columns, room)];
        int left = room - heading.Length;
        if (!state.HasRows)
        {
            return heading.Append(new StyledLine(columns).Add("counting", Palette.Faint));
        }

        if (state.Here.Call is not null)
        {
            return heading.Concat(new LatencyPage(state.Page).Lines(columns, left));
        }

        StyledLine[] found = state.Here.Found is { } finding ? [.. FindingPage.Lines(finding, columns, left)] : [];
        return heading.Concat(found).Concat(TableLines(columns, left - found.Length - 1, showsCursor: true));
    }

    private IEnumerable<StyledLine> Heading(int columns, int room)
    {
        if (state.Path.Count > 1 && room < SmallRoom)
        {
            return [PathLine(columns)];
        }

        StyledLine tabs = TabLine.Of(state, columns);
        return state.Path.Count > 1 ? [tabs, PathLine(columns), .. TimeLine(columns)] : [tabs];
    }

    /// <summary>What the threads of a process, a cgroup, or one thread did with their time.</summary>
    private IEnumerable<StyledLine> TimeLine(int columns)
    {
        if (state.HasRows && state.Here.Who.HidesThreads && state.Page.Report.Time is { WallNs: > 0 } time)
        {
            yield return new StyledLine(columns).Add(TimeText.Of(time));
        }
    }

    /// <summary>Where we are. Of a long path the end is what matters.</summary>
    private StyledLine PathLine(int columns)
    {
        string path = string.Join(" › ", state.Path.Select(place => SafeText.Escape(place.Label)));
        int first = state.Path.Count;
        while (first > 1 && SafeText.Width(Tail(first - 1)) <= columns)
        {
            first--;
        }

        return new StyledLine(columns).Add(SafeText.Width(path) <= columns ? path : Tail(first), Palette.Title);

        string Tail(int from) =>
            "… › " + string.Join(" › ", state.Path.Skip(from).Select(place => SafeText.Escape(place.Label)));
    }

    private IEnumerable<StyledLine> TableLines(int columns, int room, bool showsCursor)
    {
        var grid = new TableGrid(state, columns);
        state.VisibleColumns = grid.Columns;
        state.RoomForRows = Math.Max(1, room);
        yield return grid.Head();
        ITopRows rows = state.Rows;
        if (rows.Count == 0)
        {
            string why = state.Filter is null ? $"no {state.Table.Name}" : "no row matches the filter";
            yield return new StyledLine(columns).Add(why, Palette.Faint);
            yield break;
        }

        int first = showsCursor ? state.FirstRow() : 0;
        int cursor = showsCursor ? state.CursorRow : -1;
        for (int row = first; row < Math.Min(rows.Count, first + room); row++)
        {
            StyledLine line = grid.Row(rows, row, state.Page.Frame);
            yield return row == cursor ? line.PadTo().Restyled(Palette.Cursor) : line;
        }
    }

    private IEnumerable<StyledLine> HelpLines(int columns, int room, IReadOnlyList<KeyBinding> keys)
    {
        int wide = keys.Max(key => key.Names.Length) + 2;
        StyledLine[] lines =
        [
            .. keys.SelectMany(key => HelpWriter.Wrap(key.Meaning, columns - wide).Select((part, at) =>
                new StyledLine(columns).AddField(at == 0 ? key.Names : "", wide, left: true, Palette.Strong).Add(part))),
        ];
        state.RoomForRows = room;
        state.HelpLength = lines.Length;
        return lines.Skip(state.HelpOffset);
    }

    private StyledLine Footer(int columns, IReadOnlyList<KeyBinding> keys)
    {
        var line = new StyledLine(columns);
        if (state.Prompt is { } prompt)
        {
            return line.Add(prompt.Label, Palette.Strong).Add(prompt.Text).Add("_").Add("  ").Add(state.Complaint, Palette.Error);
        }

        if (state.ShowsHelp)
        {
            string scrolled = Range(state.HelpOffset, state.HelpLength);
            return line.Add("F1 closes the help", Palette.Faint).AddRight(scrolled, Palette.Faint);
        }

        string position = Position();
        var left = new StyledLine(Math.Max(0, columns - position.Length - 1));
        left.Add(state.Complaint, Palette.Error).Add(state.Complaint.Length > 0 ? Gap : "");
        left.Add(state.Filter is null ? "" : $"filter: {state.Filter}{Gap}", Palette.Notice);
        string gap = "";
        foreach (string hint in keys.Select(key => key.Hint).Where(hint => hint.Length > 0))
        {
            if (gap.Length + hint.Length > left.Left)
            {
                break;
            }

            left.Add(gap).Add(hint, Palette.Faint);
            gap = Gap;
        }

        return left.Continued(columns).AddRight(position, Palette.Faint);
    }

    private string Position()
    {
        if (!state.Page.HasInterval || !state.HasRows || state.Here.Call is not null || state.Rows.Count == 0)
        {
            return "";
        }

        return Range(state.Here.Offset, state.Rows.Count);
    }

    private string Range(int first, int count) =>
        $"{Quantity.Count(first + 1)}-{Quantity.Count(Math.Min(count, first + state.RoomForRows))} of {Quantity.Count(count)}";
}
