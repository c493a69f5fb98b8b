using Spectre.Console;
using Sysprof.Cli.Terminal;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>Draws what somebody looks at as the lines of a screen.</summary>
internal sealed class TopPainter(TopModel model, TopState state, LineEncoder encoder)
{
    private const string Hints = "F1 help  Tab view  Enter open  Backspace back  f filter  / search  p pause  q quit";

    /// <summary>The screen: exactly as many lines as it has rows, none wider than it.</summary>
    /// <param name="size">Its size.</param>
    /// <param name="status">How the source of the intervals stands: "every 1s", "3 of 30".</param>
    /// <param name="helpKeys">The keys that the help explains.</param>
    public IReadOnlyList<string> Draw(ScreenSize size, string status, IReadOnlyList<KeyBinding> helpKeys)
    {
        List<StyledLine> lines = [.. TopHeader.Lines(model, size.Columns, status)];
        int room = Math.Max(0, size.Rows - lines.Count - 1);
        IEnumerable<StyledLine> body = model.Shows == 0
            ? [new StyledLine(size.Columns).Add("waiting for the first interval", Palette.Faint)]
            : state.ShowsHelp ? HelpLines(size.Columns, room, helpKeys) : Body(size.Columns, room);
        lines.AddRange(body.Take(room));
        while (lines.Count < size.Rows - 1)
        {
            lines.Add(new StyledLine(size.Columns));
        }

        lines.Add(Footer(size.Columns));
        return [.. lines.Take(size.Rows).Select(encoder.Encode)];
    }

    /// <summary>The table alone, all its rows, for a frame that nobody scrolls.</summary>
    public IEnumerable<string> DrawAll(int columns, string status, int limit)
    {
        state.RoomForRows = limit == 0 ? state.Rows.Count : limit;
        IEnumerable<StyledLine> lines =
        [
            .. TopHeader.Lines(model, columns, status),
            new StyledLine(columns).Add(state.Table.Name, Palette.Strong),
            .. TableLines(columns, state.RoomForRows, showsCursor: false),
        ];
        return lines.Select(encoder.Encode);
    }

    private IEnumerable<StyledLine> Body(int columns, int room)
    {
        StyledLine[] heading = [.. Heading(columns)];
        int left = room - heading.Length;
        return heading.Concat(state.Here.Call is null
            ? TableLines(columns, left - 1, showsCursor: true)
            : new LatencyPage(model, state.Report, state.Here).Lines(columns, left));
    }

    private IEnumerable<StyledLine> Heading(int columns)
    {
        var tabs = new StyledLine(columns);
        for (int table = 0; table < TopTables.All.Count; table++)
        {
            bool isShown = table == state.Here.Table && state.Here.Call is null;
            tabs.Add(table > 0 ? " " : "").Add(TopTables.All[table].Name, isShown ? Palette.Tab : Palette.Faint);
        }

        yield return tabs;
        if (state.Path.Count > 1)
        {
            yield return PathLine(columns);
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

        var frame = new TopFrame(state.Report, model, state.Here.Who);
        int first = showsCursor ? state.FirstRow() : 0;
        int cursor = showsCursor ? state.CursorRow : -1;
        for (int row = first; row < Math.Min(rows.Count, first + room); row++)
        {
            StyledLine line = grid.Row(rows, row, frame);
            yield return row == cursor ? line.PadTo().Restyled(Palette.Cursor) : line;
        }
    }

    private IEnumerable<StyledLine> HelpLines(int columns, int room, IReadOnlyList<KeyBinding> keys)
    {
        state.RoomForRows = room;
        int wide = keys.Max(key => key.Names.Length) + 2;
        int first = Math.Min(state.HelpOffset, Math.Max(0, keys.Count - room));
        return keys.Skip(first).Select(key =>
            new StyledLine(columns).AddField(key.Names, wide, left: true, Palette.Strong).Add(key.Meaning));
    }

    private StyledLine Footer(int columns)
    {
        var line = new StyledLine(columns);
        if (state.Prompt is { } prompt)
        {
            return line.Add(prompt.Label, Palette.Strong).Add(prompt.Text).Add("_").Add("  ").Add(state.Complaint, Palette.Error);
        }

        if (state.ShowsHelp)
        {
            return line.Add("any key closes the help", Palette.Faint);
        }

        string position = Position();
        string filter = state.Filter is null ? "" : $"filter: {state.Filter}  ";
        var hints = new StyledLine(Math.Max(0, columns - position.Length - 1));
        hints.Add(state.Complaint, Palette.Error).Add(state.Complaint.Length > 0 ? "  " : "");
        hints.Add(filter, Palette.Notice).Add(Hints, Palette.Faint);
        return hints.Continued(columns).AddRight(position, Palette.Faint);
    }

    private string Position()
    {
        if (model.Shows == 0 || state.Here.Call is not null || state.Rows.Count == 0)
        {
            return "";
        }

        int last = Math.Min(state.Rows.Count, state.Here.Offset + state.RoomForRows);
        return $"{Quantity.Count(state.Here.Offset + 1)}-{Quantity.Count(last)} of {Quantity.Count(state.Rows.Count)}";
    }
}
