using Spectre.Console;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;

namespace Sysprof.Cli.Top;

/// <summary>A kind of table that the screen can show, whatever its rows are: see <see cref="TopTable{TRow}"/>.</summary>
internal interface ITopTable
{
    /// <summary>What its tab is called.</summary>
    public string Name { get; }

    /// <summary>How the report is grouped that it shows.</summary>
    public GroupBy By { get; }

    /// <summary>Its columns in their order; the first gets the width that is left.</summary>
    public IReadOnlyList<ITopColumn> Columns { get; }

    /// <summary>What it is sorted by at first.</summary>
    public SortKey DefaultSort { get; }

    /// <summary>The rows of a query before its filter, in the order of its report.</summary>
    public ITopRows RowsOf(Report report, TopModel model, TopQuery query);
}
