using System.Text.RegularExpressions;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Golden;

public class ReportGoldenTests
{
    [Theory]
    [InlineData(GroupBy.Thread, 80)]
    [InlineData(GroupBy.Thread, 120)]
    [InlineData(GroupBy.Process, 80)]
    [InlineData(GroupBy.Process, 120)]
    [InlineData(GroupBy.Syscall, 80)]
    [InlineData(GroupBy.Syscall, 120)]
    [InlineData(GroupBy.Cgroup, 80)]
    [InlineData(GroupBy.Pool, 80)]
    public void The_table_of_a_web_server(GroupBy by, int width) =>
        Check($"table-{by}-{width}.txt", ReportFormat.Table, new() { By = by }, new() { Width = width });

    [Theory]
    [InlineData(GroupBy.Thread)]
    [InlineData(GroupBy.Process)]
    [InlineData(GroupBy.Syscall)]
    [InlineData(GroupBy.Cgroup)]
    [InlineData(GroupBy.Pool)]
    public void The_csv_of_a_web_server(GroupBy by) => Check($"csv-{by}.csv", ReportFormat.Csv, new() { By = by });

    [Theory]
    [InlineData(GroupBy.Thread)]
    [InlineData(GroupBy.Process)]
    [InlineData(GroupBy.Syscall)]
    [InlineData(GroupBy.Cgroup)]
    [InlineData(GroupBy.Pool)]
    public void The_json_of_a_web_server(GroupBy by) => Check($"json-{by}.json", ReportFormat.Json, new() { By = by });

    [Fact]
    public void The_strace_table_of_a_web_server() => Check("strace.txt", ReportFormat.Strace, new());

    [Fact]
    public void The_three_worst_rows_by_errors_in_colour() => Check(
        "table-limit-color.txt",
        ReportFormat.Table,
        new() { Sort = SortKey.Parse("errors") },
        new() { Limit = 3, Color = true });

    [Fact]
    public void A_filtered_table_says_what_it_hides() => Check(
        "table-filtered.txt",
        ReportFormat.Table,
        new() { Filter = new SummaryFilter { FailedOnly = true, Comm = new Regex("nginx") } });

    [Fact]
    public void Loss_and_an_account_that_does_not_balance_stand_out() =>
        Check("table-broken.txt", ReportFormat.Table, new(), summary: Samples.Broken());

    [Fact]
    public void A_run_without_calls() =>
        Check("table-empty.txt", ReportFormat.Table, new(), summary: new SummaryBuilder().Build());

    private static void Check(
        string file, ReportFormat format, ReportOptions options, TableOptions? table = null, Summary? summary = null)
    {
        using var output = new StringWriter();
        var report = new Report(summary ?? Samples.WebServer(), options);
        ReportWriter.Write(report, format, output, table ?? new TableOptions());
        GoldenFile.Matches(file.ToLowerInvariant(), output.ToString());
    }
}
