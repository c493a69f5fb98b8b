using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>The names of the tables, the shown one among them also where they do not fit.</summary>
internal static class TabLine
{
    private const string Before = "… ";

    /// <summary>Makes it.</summary>
    /// <param name="state">Which table is shown.</param>
    /// <param name="columns">Its width.</param>
    public static StyledLine Of(TopState state, int columns)
    {
        int findings = state.Path.Count == 1 ? state.Page.FindingCount : 0;
        string[] names = [.. TopTables.Tabs.Select((table, at) => at == TopTables.Findings && findings > 0
            ? $"{Quantity.Count(findings)} {table.Name}"
            : table.Name)];
        int shown = state.Here.Table < names.Length && !state.Here.IsPage ? state.Here.Table : -1;
        int first = 0;
        while (first < shown && WidthOf(names[first..(shown + 1)], first) > columns)
        {
            first++;
        }

        var line = new StyledLine(columns);
        line.Add(first > 0 ? Before : "", Palette.Faint);
        for (int table = first; table < names.Length; table++)
        {
            bool isNews = table == TopTables.Findings && findings > 0;
            line.Add(table > first ? " " : "")
                .Add(names[table], table == shown ? Palette.Tab : isNews ? Palette.Notice : Palette.Faint);
        }

        return line;
    }

    private static int WidthOf(string[] names, int first) => (first > 0 ? Before.Length : 0) + names.Sum(name => name.Length + 1) - 1;
}
