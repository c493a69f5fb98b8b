using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class ReportSeriesWriterTests
{
    [Fact]
    public void Json_is_the_same_object_on_one_line() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(), Properties.HostileNames, (seed, name) => Groupings.Whole.All(by =>
        {
            Summary summary = RandomSummary.Make(seed, name);
            using JsonDocument whole = JsonDocument.Parse(ReportText.Of(summary, ReportFormat.Json, new() { By = by }));
            string[] lines = Series(ReportFormat.Json, new() { By = by }, summary, summary).Split('\n');
            return lines is [var first, var second, ""]
                && first == second
                && JsonElement.DeepEquals(JsonDocument.Parse(first).RootElement, whole.RootElement);
        })).Verify();

    [Fact]
    public void Csv_has_one_header_and_tells_the_reports_apart()
    {
        string[] once = ReportText.Of(Samples.WebServer(), ReportFormat.Csv).TrimEnd('\n').Split('\n');

        string[] lines = Series(ReportFormat.Csv, new(), Samples.WebServer(), Samples.WebServer()).TrimEnd('\n').Split('\n');

        IEnumerable<string> rows = once.Skip(1).Select(row => "2026-01-02T03:04:05Z,12.500000007,1," + row);
        Assert.Equal(["start,duration_seconds,seen_fraction," + once[0], .. rows, .. rows], lines);
    }

    [Fact]
    public void Csv_has_its_header_without_a_row_too()
    {
        Summary empty = new SummaryBuilder().Build();

        string text = Series(ReportFormat.Csv, new(), empty, empty);

        Assert.StartsWith("start,duration_seconds,seen_fraction,pid,", text, StringComparison.Ordinal);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ReportFormat.Table)]
    [InlineData(ReportFormat.Strace)]
    public void What_is_for_people_is_no_series(ReportFormat format) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReportSeriesWriter(format, TextWriter.Null));

    private static string Series(ReportFormat format, ReportOptions options, params Summary[] summaries)
    {
        using var output = new StringWriter();
        var writer = new ReportSeriesWriter(format, output);
        foreach (Summary summary in summaries)
        {
            writer.Write(new Report(summary, options));
        }

        return output.ToString();
    }
}
