using System.Text.RegularExpressions;

namespace Sysprof.Tests.Deployment;

/// <summary>The tables of docs/metrics.md.</summary>
internal static partial class MetricsDocument
{
    /// <summary>A metric by its name, which may end with a star; the kind "" where it is that of others.</summary>
    public sealed record Entry(string Name, string Kind, IReadOnlySet<string> Labels);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Entry> Entries { get; } =
        [.. File.ReadLines(RepositoryFiles.Path("docs/metrics.md")).SelectMany(OfLine)];

    /// <summary>The entry that a metric belongs to, or null.</summary>
    public static Entry? Find(string metric) => Entries.FirstOrDefault(entry => entry.Name.EndsWith('*')
        ? metric.StartsWith(entry.Name[..^1], StringComparison.Ordinal)
        : entry.Name == metric);

    /// <summary>
    /// The metrics of ours that a text names, recorded ones left out, and histograms by their names without the endings of
    /// their parts.
    /// </summary>
    public static IEnumerable<string> Named(string text) =>
        from Match match in Metric().Matches(text)
        let name = match.Value
        let whole = HistogramPart().Replace(name, "")
        select Find(whole) is { Kind: "histogram" or "" } && Find(name) is null ? whole : name;

    private static IEnumerable<Entry> OfLine(string line)
    {
        string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
        if (cells.Length < 6 || !cells[1].StartsWith('`'))
        {
            return [];
        }

        string kind = cells[2].Split(',')[0];
        var labels = Quoted().Matches(cells[3]).Select(match => match.Groups[1].Value).ToHashSet();
        return Quoted().Matches(cells[1]).Select(match => new Entry(match.Groups[1].Value, kind == "as above" ? "" : kind, labels));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![:\w])(sysprof|process|dotnet)_[a-z_]+(?![:\w.])")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();
}
