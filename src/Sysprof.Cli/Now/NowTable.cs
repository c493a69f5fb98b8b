using Sysprof.Cli.Top;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Now;

/// <summary>A frame as lines: a heading for each process, and a line for each of its threads.</summary>
/// <param name="view">How.</param>
/// <param name="width">Columns of each line.</param>
internal sealed class NowTable(NowView view, int width)
{
    private const int TidWidth = 7;
    private const int ForWidth = 7;
    private const int CallsWidth = 5;
    private const int WaitWidth = 4;
    private const int WideName = 15; // TASK_COMM_LEN less the zero
    private const int NarrowName = 10;
    private const int WideFrom = 100;

    // Of the columns that are left, when both of the last two need more.
    private const double PlacePart = 0.62;

    private readonly LineEncoder _encoder = new(view.Color, styles: view.Color);
    private readonly int _nameWidth = width < WideFrom ? NarrowName : WideName;

    /// <summary>The lines of a frame, none wider than the table.</summary>
    public IReadOnlyList<string> Lines(NowFrame frame)
    {
        var rows = frame.Processes.ToDictionary(
            process => process,
            process => (view.ShowsEach ? NowRow.Each(process.Threads) : NowRow.Fold(process.Threads))
                .Select(row => NowCells.Of(row, frame)).ToList());
        int left = view.Limit == 0 ? int.MaxValue : view.Limit;
        var shown = new List<(NowProcess Process, List<NowCells> Rows)>();
        foreach (NowProcess process in frame.Processes.Where(process => left > 0))
        {
            shown.Add((process, rows[process][..Math.Min(left, rows[process].Count)]));
            left -= shown[^1].Rows.Count;
        }

        var lines = new List<StyledLine> { Title(frame, width) };
        (int place, int last) = Widths([.. shown.SelectMany(pair => pair.Rows)]);
        if (shown.Count > 0)
        {
            lines.Add(new StyledLine(width));
            lines.Add(Heads(place, last));
        }

        foreach ((NowProcess process, List<NowCells> cells) in shown)
        {
            lines.Add(Heading(process));
            lines.AddRange(cells.Select(row => Row(row, place, last)));
        }

        AddHidden(lines, frame, shown.SelectMany(pair => pair.Rows).Sum(row => row.Row.Threads.Count));
        return [.. lines.Select(line => _encoder.Encode(line).TrimEnd())];
    }

    /// <summary>The first line again, with what is to be said of late data; "" for nothing.</summary>
    public string TitleLine(NowFrame frame, string late) => _encoder.Encode(WithLate(room => Title(frame, room), late)).TrimEnd();

    /// <summary>What stands there before the first frame.</summary>
    public string WaitingLine(string late) =>
        _encoder.Encode(WithLate(room => new StyledLine(room).Add("waiting for the first frame", Palette.Faint), late)).TrimEnd();

    private StyledLine WithLate(Func<int, StyledLine> line, string late) => late.Length == 0
        ? line(width)
        : line(Math.Max(0, width - late.Length - 1)).Continued(width).AddRight(late, Palette.Notice);

    private StyledLine Title(NowFrame frame, int room)
    {
        int threads = frame.Processes.Sum(process => process.Threads.Count);
        return new StyledLine(room)
            .Add(frame.Run.Host, Palette.Strong)
            .Add($"  {frame.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
            .Add($"  {Threads(threads)}")
            .Add($"  watched {Quantity.Duration(frame.WatchedNs)}")
            .Add($"  {frame.Run.Target}", Palette.Faint);
    }

    private StyledLine Heads(int place, int last)
    {
        StyledLine line = new StyledLine(width)
            .AddField("TID", TidWidth, left: false, Palette.Faint).Add(" ")
            .AddField("NAME", _nameWidth, left: true, Palette.Faint).Add(" ")
            .Add("S ", Palette.Faint)
            .AddField("FOR", ForWidth, left: false, Palette.Faint).Add(" ")
            .AddField("CALLS", CallsWidth, left: false, Palette.Faint).Add(" ")
            .AddField("WAIT", WaitWidth, left: false, Palette.Faint).Add(" ")
            .AddField("IN", place, left: true, Palette.Faint);
        return last == 0 ? line : line.Add(" ").AddField("LAST CALLS", last, left: true, Palette.Faint);
    }

    private StyledLine Heading(NowProcess process)
    {
        StyledLine line = new StyledLine(width)
            .Add(process.Name, Palette.Strong)
            .Add($"  pid {Cells.Id(process.Tgid)}  {Threads(process.Threads.Count)}");
        string program = process.Program.ToString();
        line = program.Length == 0 ? line : line.Add("  " + SafeText.Escape(program));
        return process.Cgroup.Length == 0
            ? line
            : line.Add("  ").Add(SafeText.FitEnd(SafeText.Escape(process.Cgroup), Math.Max(1, line.Left)), Palette.Faint);
    }

    private StyledLine Row(NowCells cells, int place, int last)
    {
        NowThread thread = cells.Row.Threads[0];
        bool folded = cells.Row.IsFolded;
        StyledLine line = new StyledLine(width)
            .AddField(folded ? "" : Cells.Id(thread.Sight.Key.Tid), TidWidth, left: false).Add(" ")
            .AddField(folded ? "" : thread.Name, _nameWidth, left: true).Add(" ")
            .Add($"{(char)thread.Sight.State} ")
            .AddField(folded ? "" : NowText.For(thread), ForWidth, left: false, Age(thread)).Add(" ")
            .AddField(folded ? "" : NowCells.Share(thread.Shares?.Calls), CallsWidth, left: false).Add(" ")
            .AddField(folded ? "" : NowCells.Share(thread.Shares?.Waiting), WaitWidth, left: false).Add(" ")
            .AddField(cells.Place, place, left: true, folded || thread.Sight.Call is null ? Palette.Faint : Palette.Plain);
        return last == 0 ? line : line.Add(" ").AddField(cells.Last, last, left: true, Palette.Faint);
    }

    private static Spectre.Console.Style Age(NowThread thread) =>
        thread.Sight.Call is null ? Palette.Faint : Palette.Age(thread.ForNs ?? 0);

    private void AddHidden(List<StyledLine> lines, NowFrame frame, int shown)
    {
        int hidden = frame.Processes.Sum(process => process.Threads.Count) - shown;
        if (hidden > 0)
        {
            lines.Add(new StyledLine(width).Add($"{Quantity.Count(hidden)} more threads", Palette.Faint));
        }
    }

    /// <summary>How wide the last two columns are.</summary>
    private (int Place, int Last) Widths(IReadOnlyList<NowCells> rows)
    {
        // Each column before them is followed by a blank; the state takes one column.
        int free = Math.Max(2, width - TidWidth - _nameWidth - 1 - ForWidth - CallsWidth - WaitWidth - 6);
        int place = Math.Max("IN".Length, rows.Select(row => SafeText.Width(SafeText.Escape(row.Place))).DefaultIfEmpty(0).Max());
        int last = rows.Select(row => SafeText.Width(SafeText.Escape(row.Last))).DefaultIfEmpty(0).Max();
        last = last == 0 ? 0 : Math.Max("LAST CALLS".Length, last);
        if (last == 0 || place + 1 + last <= free)
        {
            return (Math.Min(place, free), last);
        }

        int forPlace = Math.Min(place, Math.Max((int)(free * PlacePart), free - 1 - last));
        return (forPlace, free - 1 - forPlace);
    }

    private static string Threads(int count) => $"{Quantity.Count(count)} thread{(count == 1 ? "" : "s")}";
}
