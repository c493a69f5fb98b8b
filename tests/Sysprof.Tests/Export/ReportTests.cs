using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class ReportTests
{
    [Fact]
    public void Totals_are_those_of_the_rows() => Prop.ForAll<int>(seed => Everywhere(seed, report =>
        report.ShownCalls == report.Groups.SelectMany(group => group.Rows).Sum(row => row.Counts.Calls)
        && report.Groups.All(group => Sums([group.Total]) == Sums(group.Rows)))).Verify();

    [Fact]
    public void Rows_are_made_once() =>
        Assert.All(new Report(Samples.WebServer(), new()).Groups, group => Assert.Same(group.Rows, group.Rows));

    [Fact]
    public void The_highest_quantile_is_that_of_a_row() => Prop.ForAll<int>(seed => Everywhere(seed, report =>
        report.Groups.All(group =>
            group.HighestQuantileNs(0.99) == group.Rows.Select(row => row.QuantileNs(0.99)).Max()))).Verify();

    private static bool Everywhere(int seed, Func<Report, bool> holds)
    {
        Summary summary = RandomSummary.Make(seed);
        return Enum.GetValues<GroupBy>().All(by => holds(new Report(summary, new() { By = by })));
    }

    private static (long, long, long, long, long, long) Sums(IReadOnlyList<ReportRow> rows) => (
        rows.Sum(row => row.Counts.Calls),
        rows.Sum(row => row.Counts.Errors),
        rows.Sum(row => row.Counts.TimeNs),
        rows.Sum(row => row.Counts.BlockedNs),
        rows.Sum(row => row.Counts.Bytes),
        rows.Select(row => row.Counts.MaxNs).DefaultIfEmpty(0).Max());
}
