namespace Sysprof.EndToEndTests;

/// <summary>A table of <c>sysprof top</c> as it is on the screen.</summary>
internal static class TopText
{
    private const char Down = '▼';
    private const char Up = '▲';

    /// <summary>The lines of a screen.</summary>
    public static string[] Lines(string screen) => screen.TrimEnd('\n').Length == 0 ? [] : screen[..^1].Split('\n');

    /// <summary>The line with the heads of the columns, "" without a table.</summary>
    public static string Heads(string screen) =>
        Lines(screen).FirstOrDefault(line => line.Contains(Down) || line.Contains(Up)) ?? "";

    /// <summary>The head of the column that the rows are sorted by, with its arrow.</summary>
    public static string Sorted(string screen) => HeadNames(screen).FirstOrDefault(head => head[^1] is Down or Up) ?? "";

    /// <summary>The heads one by one, without arrows where the rows are not sorted by them.</summary>
    public static string[] HeadNames(string screen) =>
    [
        .. Heads(screen).Replace("now in", "now_in", StringComparison.Ordinal).Replace("p99 trend", "p99_trend", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>The rows below the heads.</summary>
    public static string[] Rows(string screen) =>
        [.. Lines(screen).SkipLast(1).SkipWhile(line => line != Heads(screen)).Skip(1).TakeWhile(line => line.Length > 0)];

    /// <summary>The first words of the rows: whose they are.</summary>
    public static string[] Names(string screen) => [.. Rows(screen).Select(row => row.Split(' ')[0])];
}
