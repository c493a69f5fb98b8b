using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class CsvReportWriterTests
{
    private const int CommColumn = 2;
    private const int SyscallColumn = 8;
    private const int CallsColumn = 12;
    private const int InFlightColumn = 29;

    [Fact]
    public void It_parses_back_with_any_name() => Prop.ForAll(Properties.HostileNames, name =>
    {
        Summary summary = new SummaryBuilder().Thread(7, 8, name).Calls("read", 1009, 167).Build();
        List<List<string>> records = Parse(ReportText.Of(summary, ReportFormat.Csv));
        string comm = records[1][CommColumn];
        return records.Count == 2
            && records[1].Count == records[0].Count
            && records[1][CallsColumn] == "1009"
            && comm.TrimStart('\'') == SafeText.Escape(name).TrimStart('\'');
    }).Verify();

    [Fact]
    public void Calls_add_up() => Prop.ForAll<int>(seed =>
    {
        Summary summary = RandomSummary.Make(seed);
        return Parse(ReportText.Of(summary, ReportFormat.Csv)).Skip(1).Sum(record => long.Parse(record[CallsColumn]))
            == new Report(summary, new()).TotalCalls;
    }).Verify();

    [Fact]
    public void What_a_thread_is_in_stands_in_the_row_of_that_call()
    {
        Summary summary = new SummaryBuilder()
            .Thread(7, 7, "busy").Calls("read", 2, 1).Calls("futex", 3, 1).InFlight("futex", 12_400_000_000)
            .Thread(8, 8, "new").Calls("read", 2, 1).InFlight("futex", 5)
            .Thread(9, 9, "waiting").InFlight("accept4", 1_000_000_007)
            .Thread(10, 10, "idle")
            .Build();

        Assert.Equal(
            ["busy futex 3 12.4", "busy read 2 ", "new futex 0 0.000000005", "new read 2 ", "waiting accept4 0 1.000000007"],
            InFlight(summary, new()).Order(StringComparer.Ordinal));
        Assert.All(InFlight(summary, new() { By = GroupBy.Syscall }), row => Assert.EndsWith(" ", row, StringComparison.Ordinal));
        Assert.Empty(InFlight(summary, new() { Filter = new() { FailedOnly = true } }));
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "\\x09=1")]
    [InlineData("a,b", "a,b")]
    [InlineData("say \"hi\"", "say \"hi\"")]
    [InlineData("two\nlines", "two\\x0alines")]
    public void Names_are_text_for_a_spreadsheet(string name, string cell)
    {
        Summary summary = new SummaryBuilder().Thread(7, 8, name).Calls("read", 1, 1).Build();

        Assert.Equal(cell, Parse(ReportText.Of(summary, ReportFormat.Csv))[1][CommColumn]);
    }

    private static IEnumerable<string> InFlight(Summary summary, ReportOptions options) =>
        Parse(ReportText.Of(summary, ReportFormat.Csv, options)).Skip(1)
            .Select(record => $"{record[CommColumn]} {record[SyscallColumn]} {record[CallsColumn]} {record[InFlightColumn]}");

    /// <summary>RFC 4180, read strictly and with code of its own.</summary>
    private static List<List<string>> Parse(string text)
    {
        List<List<string>> records = [];
        List<string> record = [];
        var cell = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
            {
                bool isDoubled = isQuoted && i + 1 < text.Length && text[i + 1] == '"';
                cell.Append(isDoubled ? "\"" : "");
                isQuoted = isDoubled || !isQuoted;
                i += isDoubled ? 1 : 0;
            }
            else if (!isQuoted && (c is ',' or '\n'))
            {
                record.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    records.Add(record);
                    record = [];
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        Assert.False(isQuoted);
        Assert.Empty(record);
        return records;
    }
}
