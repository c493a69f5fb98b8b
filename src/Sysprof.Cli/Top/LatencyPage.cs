using Spectre.Console;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;

namespace Sysprof.Cli.Top;

/// <summary>
/// The latencies of one call: percentiles and errors of the interval that is shown, and for those before a histogram
/// beside a heat map, which share their rows: an octave of latency each.
/// </summary>
internal sealed class LatencyPage(TopPage page)
{
    private const int LabelWidth = 8;
    private const int CountWidth = 10;
    private const string Gap = "  ";
    private const string Shades = " ░▒▓█";
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    /// <summary>The page in at most <paramref name="room"/> lines.</summary>
    public IEnumerable<StyledLine> Lines(int width, int room)
    {
        ReportRow? row = page.Report.Groups.SelectMany(group => group.Rows).FirstOrDefault(row => row.Counts.Whole == page.Query.Call);
        List<StyledLine> numbers = [.. Flow(row is null ? [("no calls in this interval", "")] : Numbers(row), width)];
        if (row?.Errnos.Count > 0)
        {
            numbers.AddRange(Flow(Errors(row), width));
        }

        // On a small screen the histogram is worth more than the last numbers.
        int most = Math.Max(1, room - 5);
        return numbers.Take(most).Concat(Chart(width, room - Math.Min(most, numbers.Count)));
    }

    private IEnumerable<(string Label, string Value)> Numbers(ReportRow row)
    {
        TopFrame frame = page.Frame;
        yield return ("p50", Cells.Latency(row, row.QuantileNs(0.5)));
        yield return ("p90", Cells.Latency(row, row.QuantileNs(0.9)));
        yield return ("p99", Cells.Latency(row, row.QuantileNs(0.99)));
        yield return ("p99.9", Cells.Latency(row, row.QuantileNs(0.999)));
        yield return ("max", Cells.Latency(row, row.Counts.MaxNs));
        yield return ("min", Cells.Latency(row, row.Counts.MinNs));
        yield return ("avg", Cells.Latency(row, row.AverageNs));
        yield return ("calls/s", frame.Rate(row.Counts.Calls));
        yield return ("wait/s", frame.TimeRate(row.Counts.BlockedNs));
        yield return ("work/s", frame.TimeRate(row.WorkNs));
        if (row.HasBytes)
        {
            yield return ("bytes/s", frame.BytesRate(row));
        }
    }

    private IEnumerable<(string Label, string Value)> Errors(ReportRow row)
    {
        TopFrame frame = page.Frame;
        yield return ("errors/s", $"{frame.Rate(row.Counts.Errors)} {Share(row.Counts.Errors)}");
        foreach ((int errno, long count) in row.Errnos)
        {
            yield return (ErrnoNames.Name(errno), $"{frame.Rate(count)} {Share(count)}");
        }

        string Share(long count) => Cells.Share((double)count / Math.Max(1, row.Counts.Calls));
    }

    private static IEnumerable<StyledLine> Flow(IEnumerable<(string Label, string Value)> parts, int width)
    {
        var line = new StyledLine(width);
        foreach ((string label, string value) in parts)
        {
            // Room for the longest duration: what stands beside it stays where it is.
            string field = value.PadRight(LabelWidth - Gap.Length);
            if (line.Used > 0 && line.Used + Gap.Length + label.Length + 1 + field.Length > width)
            {
                yield return line;
                line = new StyledLine(width);
            }

            line.Add(line.Used > 0 ? Gap : "").Add(label + " ", Palette.Faint).Add(field, Palette.Strong);
        }

        yield return line;
    }

    private IEnumerable<StyledLine> Chart(int width, int room)
    {
        int left = Math.Max(0, width - LabelWidth - CountWidth - 3);
        int barWidth = left / 3;
        int mapWidth = left - barWidth - 1;
        OctaveCounts[] columns = [.. page.Past.TakeLast(mapWidth).Select(interval => interval.Counts)];
        OctaveCounts sum = default;
        foreach (OctaveCounts column in columns)
        {
            sum.Add(column);
        }

        if (sum.Mask == 0 || room < 2)
        {
            return [];
        }

        OctaveBand[] bands = [.. OctaveBand.Of(sum.Mask, room - 1)];
        var scale = new Scale(
            bands.Max(band => band.CountOf(sum)),
            columns.Max(column => bands.Max(band => band.CountOf(column))),
            width,
            barWidth,
            mapWidth);
        return bands.Select(band => Row(band, sum, columns, scale))
            .Prepend(ChartHead(width, barWidth, columns.Length));
    }

    private StyledLine ChartHead(int width, int barWidth, int intervals)
    {
        string span = Quantity.Duration(page.Past[^1].EndNs - page.Past[^intervals].StartNs);
        return new StyledLine(width)
            .AddField("up to", LabelWidth, left: false, Palette.Heads)
            .AddField("calls", CountWidth + 1, left: false, Palette.Heads)
            .Add($"  last {span}")
            .PadTo(LabelWidth + CountWidth + barWidth + 3)
            .Add("  over time".Length + 5 < width - LabelWidth - CountWidth - barWidth - 3 && barWidth > span.Length + 6 ? "over time" : "")
            .AddRight("now")
            .PadTo()
            .Restyled(Palette.Heads);
    }

    private static StyledLine Row(OctaveBand band, OctaveCounts sum, OctaveCounts[] columns, Scale scale)
    {
        long count = band.CountOf(sum);
        var map = new string([.. columns.Select(column => Shade(band.CountOf(column), scale.Hottest))]);
        return new StyledLine(scale.Width)
            .AddField(Quantity.Duration(band.UpperNs), LabelWidth, left: false)
            .AddField(count == 0 ? "" : Quantity.Count(count), CountWidth + 1, left: false, Palette.Faint)
            .Add(" ")
            .AddField(Bar(count, scale.Most, scale.BarWidth), scale.BarWidth + 1, left: true, Palette.Trend)
            .AddField(map, scale.MapWidth, left: false, Palette.Trend);
    }

    /// <summary>A bar in eighths of a column; the least count is seen, too.</summary>
    private static string Bar(long count, long most, int width)
    {
        int eighths = count == 0 ? 0 : Math.Max(1, (int)(width * 8.0 * count / most));
        string whole = new('█', eighths / 8);
        return eighths % 8 == 0 ? whole : whole + Eighths[eighths % 8];
    }

    /// <summary>Counts differ by powers of ten: the shade is that of the logarithm.</summary>
    private static char Shade(long count, long most)
    {
        if (count == 0)
        {
            return Shades[0];
        }

        double share = most == 1 ? 1 : Math.Log(count) / Math.Log(most);
        return Shades[1 + (int)Math.Round(share * (Shades.Length - 2))];
    }

    /// <summary>What the rows of a chart have in common: the largest counts of bar and map, and the widths.</summary>
    private readonly record struct Scale(long Most, long Hottest, int Width, int BarWidth, int MapWidth);
}
