using System.Globalization;
using Spectre.Console;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>What stands above every view: what is watched, how much happens, whether anything was lost, what it costs.</summary>
internal static class TopHeader
{
    private const int WideScreen = 100;
    private const string Gap = "  ";

    /// <summary>The lines.</summary>
    public static IEnumerable<StyledLine> Lines(TopPage page, int width, TopStatus status)
    {
        yield return TitleLine(page, width, status);
        var line = new StyledLine(width);
        foreach ((string label, string value, Style style) in Numbers(page, width))
        {
            int wide = label.Length + 1 + value.TrimEnd().Length;
            if (line.Used > 0 && line.Used + Gap.Length + wide > width)
            {
                yield return line;
                line = new StyledLine(width);
            }

            line.Add(line.Used > 0 ? Gap : "").Add(label + " ", Palette.Faint).Add(value, style);
        }

        yield return line;
        if (LossReason.Line(page.Ledger, page.Now.Run) is { } lost)
        {
            yield return new StyledLine(width).Add(lost, Palette.Alarm);
        }
    }

    private static StyledLine TitleLine(TopPage page, int width, TopStatus status)
    {
        TimeSpan time = TimeSpan.FromTicks(Math.Max(0, page.Now.EndNs - page.Now.Run.StartNs) / 100);
        string clock = string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}");
        string[] parts = [.. ((string[])[page.HasInterval ? clock : "", status.Text, status.BehindText]).Where(part => part.Length > 0)];

        // Where there is no room for all, what is last matters most.
        int first = 0;
        while (first < parts.Length - 1 && string.Join(Gap, parts[first..]).Length >= width)
        {
            first++;
        }

        string right = string.Join(Gap, parts[first..]);
        string traced = page.Now.Run.Syscalls.Length > 0 ? $"{Gap}-e {page.Now.Run.Syscalls}" : "";
        return new StyledLine(Math.Max(0, width - right.Length - Gap.Length))
            .Add("sysprof", Palette.Title)
            .Add($"{Gap}{page.Now.Run.Host}{Gap}{page.Now.Run.Target}{traced}")
            .Continued(width)
            .AddRight(right, status.IsPaused || status.SecondsBehind > 0 ? Palette.Notice : Palette.Plain);
    }

    private static IEnumerable<(string Label, string Value, Style Style)> Numbers(TopPage page, int width)
    {
        Summary now = page.Now;
        Ledger ledger = page.Ledger;

        // With room for the numbers to grow: what stands beside them stays where it is.
        yield return ("calls/s", Rate(page.Total.Calls, now).PadRight(7), Palette.Strong);
        yield return ("errors/s", Rate(page.Total.Errors, now).PadRight(5), page.Total.Errors > 0 ? Palette.Error : Palette.Strong);
        yield return ("threads", Quantity.Count(page.LivingThreads).PadRight(4), Palette.Strong);
        yield return ("lost", Quantity.Count(ledger.Lost), ledger.Lost > 0 ? Palette.Alarm : Palette.Strong);
        if (ledger.Unaccounted != 0)
        {
            yield return ("unaccounted", Quantity.Count(ledger.Unaccounted), Palette.Alarm);
        }

        if (now.Run.MaxOverhead > 0 || now.UnseenNs > 0)
        {
            yield return ("seen", Quantity.Percent(now.SeenFraction), Palette.Strong);
        }

        yield return ("cost", Cost(now, width), Palette.Strong);
    }

    private static string Rate(long count, Summary now) =>
        Quantity.Count(now.SeenSeconds > 0 ? (long)Math.Round(count / now.SeenSeconds) : 0);

    private static string Cost(Summary now, int width)
    {
        double ns = now.Run.NsPerCall;
        string perCall = double.IsFinite(ns) && ns > 0 ? Quantity.Count((long)Math.Round(ns)) : "?";
        string share = double.IsFinite(now.CpuFraction) ? Quantity.Percent(now.CpuFraction) : "?";
        return width switch
        {
            < TopPainter.NarrowScreen => $"{perCall}ns {share}",
            < WideScreen => $"{perCall}ns/call {share} CPU",
            _ => $"{perCall} ns per call, {share} of a CPU",
        };
    }
}
