using Sysprof.Profile.Export;
using Sysprof.Profile.Findings;

namespace Sysprof.Cli.Top;

/// <summary>What stands above the threads of a finding: what it rests on, what it means, and the command to run next.</summary>
internal static class FindingPage
{
    // The heads of the table and its rows; on a small screen one row has to do.
    private const int ForThreads = 1 + Finding.MostNamed;
    private const int FewestForThreads = 2;

    /// <summary>The lines; where they do not all fit, the command and the numbers come first.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="room">Lines of the screen for this and the threads.</param>
    public static IEnumerable<StyledLine> Lines(Finding finding, int width, int room)
    {
        var text = new FindingText(finding, width);
        StyledLine[] title = Styled(text.Title(""), width, Palette.Strong);
        StyledLine[] meaning = Styled(text.Meaning, width, Palette.Plain);
        StyledLine[] evidence = Styled(text.Evidence, width, Palette.Plain);
        StyledLine[] resources = Styled(text.Resources, width, Palette.Plain);
        StyledLine[] next = Styled(text.Next, width, Palette.Notice);
        int most = Math.Max(1, room - Math.Clamp(room / 2, FewestForThreads, ForThreads));
        StyledLine[] all = [.. title, .. meaning, .. evidence, .. resources, .. next, Others(finding, width)];
        return all.Length <= most ? all : new[] { title, next, evidence, resources, meaning }.SelectMany(lines => lines).Take(most);
    }

    /// <summary>What stands between this and the threads: how many are not in their table.</summary>
    private static StyledLine Others(Finding finding, int width) => finding.OtherThreads == 0
        ? new StyledLine(width)
        : new StyledLine(width).Add(
            $"    {Quantity.Count(finding.Threads.Count)} of {Quantity.Count(finding.Threads.Count + finding.OtherThreads)} threads, those with the most of it:",
            Palette.Faint);

    private static StyledLine[] Styled(IEnumerable<string> lines, int width, Spectre.Console.Style style) =>
        [.. lines.Select(line => new StyledLine(width).Add(line, style))];
}
