using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>Whose calls are on the screen: the machine's, or those of one cgroup, process, thread; or one call of them.</summary>
/// <param name="Label">What the path calls it.</param>
/// <param name="Who">Its threads.</param>
/// <param name="Call">The one call, or the part of it, whose latencies are shown, or null for a table.</param>
/// <param name="Table">Which table is shown, by its number in <see cref="TopTables"/>.</param>
internal sealed record Place(string Label, SummaryFilter Who, CellKey? Call = null, int Table = TopTables.Calls)
{
    /// <summary>The finding whose threads are in the table, or null where it is no finding's.</summary>
    public Finding? Found { get; init; }

    /// <summary>Whether it is about one row of a table, which leads nowhere but back.</summary>
    public bool IsPage => Call is not null || Found is not null;

    /// <summary>The row under the cursor, wherever it goes; null for whatever is first.</summary>
    public object? Cursor { get; init; }

    /// <summary>Where that row was when the cursor went there.</summary>
    public int CursorRow { get; init; }

    /// <summary>The first row on the screen.</summary>
    public int Offset { get; init; }
}
