using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;

namespace Sysprof.Profile.Export;

/// <summary>Writes what is worth a look in a result, as a text or as JSON.</summary>
public static class FindingsWriter
{
    /// <summary>Writes the findings of a result.</summary>
    /// <param name="summary">The result.</param>
    /// <param name="options">Whose threads and which calls to look at; of these the filter alone counts.</param>
    /// <param name="format">Table or JSON: findings have no columns.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="table">How the text looks; its limit holds for JSON, too, 0 for all.</param>
    public static void Write(
        Summary summary, ReportOptions options, ReportFormat format, TextWriter output, TableOptions table)
    {
        IReadOnlyList<Finding> all = FindingRules.Find(summary, options.Filter);
        IReadOnlyList<Finding> shown = table.Limit > 0 ? [.. all.Take(table.Limit)] : all;
        var report = new Report(summary, options with { By = Aggregation.GroupBy.Syscall });
        switch (format)
        {
            case ReportFormat.Json:
                FindingsJsonWriter.Write(report, shown, all.Count - shown.Count, output);
                break;
            case ReportFormat.Table:
                new FindingsTableWriter(output, table).Write(report, shown, all.Count - shown.Count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "findings are a table or JSON");
        }
    }
}
