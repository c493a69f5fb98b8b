using System.Text.RegularExpressions;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Cli.Top;

/// <summary>The rows that somebody wants to see, whatever the interval.</summary>
/// <param name="Table">The table, by its number in <see cref="TopTables"/>.</param>
/// <param name="Call">The one call whose latencies are shown; null for a table.</param>
/// <param name="Found">The finding whose threads are in the table; null where it is no finding's.</param>
/// <param name="Options">Threads, grouping and order.</param>
/// <param name="Filter">What rows have to match; null for all.</param>
internal sealed record TopQuery(int Table, CellKey? Call, Finding? Found, ReportOptions Options, Regex? Filter)
{
    /// <summary>The threads.</summary>
    public SummaryFilter Who => Options.Filter;

    /// <summary>Whether another query has the same rows, in whatever order.</summary>
    public bool HasRowsOf(TopQuery other) =>
        this == other with { Options = other.Options with { Sort = Options.Sort, Reversed = Options.Reversed } };
}
