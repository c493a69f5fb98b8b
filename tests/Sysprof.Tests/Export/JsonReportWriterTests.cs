using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Export;

public class JsonReportWriterTests
{
    [Fact]
    public void Buckets_add_up_to_the_calls_that_returned() => Prop.ForAll<int>(seed =>
        Groupings.Whole.All(by => Rows(Parse(RandomSummary.Make(seed), by), by).All(row =>
            row.GetProperty("histogram").GetProperty("buckets").EnumerateArray().Sum(bucket => bucket[1].GetInt64())
            == row.GetProperty("calls").GetInt64() - row.GetProperty("never_return").GetInt64())))
        .Verify();

    [Fact]
    public void Every_grouping_has_the_same_totals() => Prop.ForAll<int>(seed =>
    {
        Summary summary = RandomSummary.Make(seed);
        (long Calls, long Errors, decimal Time)[] totals = [.. Groupings.Whole.Select(by =>
        {
            JsonElement[] rows = [.. Rows(Parse(summary, by), by)];
            return (
                rows.Sum(row => row.GetProperty("calls").GetInt64()),
                rows.Sum(row => row.GetProperty("errno").EnumerateObject().Sum(errno => errno.Value.GetInt64())),
                rows.Sum(row => row.GetProperty("time_seconds").GetDecimal()));
        })];
        return totals.Distinct().Count() == 1;
    }).Verify();

    [Fact]
    public void Quantiles_rise_between_the_shortest_and_the_longest_call() => Prop.ForAll<int>(seed =>
        Rows(Parse(RandomSummary.Make(seed), GroupBy.Thread), GroupBy.Thread)
            .Where(row => row.GetProperty("min_seconds").ValueKind == JsonValueKind.Number)
            .All(row =>
            {
                decimal[] rising = [.. new[] { "min", "p50", "p90", "p99", "p999", "max" }
                    .Select(name => row.GetProperty(name + "_seconds").GetDecimal())];
                return rising.SequenceEqual(rising.Order());
            })).Verify();

    [Fact]
    public void Names_come_back_as_they_were() => Prop.ForAll(Properties.HostileNames, name =>
    {
        // Halves of surrogate pairs cannot come from UTF-8 and have no place in JSON.
        string comm = string.Concat(name.EnumerateRunes()) + "\x1b\"\\\u202e\n";
        Summary summary = new SummaryBuilder().Thread(7, 7, comm).Build();
        return Parse(summary, GroupBy.Thread).GetProperty("threads")[0].GetProperty("comm").GetString() == comm;
    }).Verify();

    [Theory]
    [InlineData(1, "0.000000001")]
    [InlineData(1_000_000_007, "1.000000007")]
    [InlineData(1_500_000_000, "1.5")]
    [InlineData(9_007_199_254_740_993, "9007199.254740993")]
    public void Durations_are_exact(long ns, string seconds)
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "t").Calls("read", 1, ns).Build();

        JsonElement row = Rows(Parse(summary, GroupBy.Thread), GroupBy.Thread).Single();

        Assert.Equal(seconds, row.GetProperty("time_seconds").GetRawText());
        Assert.Equal(seconds, row.GetProperty("p999_seconds").GetRawText());
    }

    [Theory]
    [InlineData("", "\"user_seconds\":2,\"working_seconds\":1,\"waiting_seconds\":0,\"idle_seconds\":6.9,\"ready_seconds\":0.1")]
    [InlineData("read", "\"user_seconds\":null,\"working_seconds\":1,\"waiting_seconds\":0,\"idle_seconds\":6.9,\"ready_seconds\":null")]
    public void What_a_thread_did_with_its_time_is_told_as_far_as_it_is_known(string traced, string parts)
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "t").Time(new ThreadTime
        {
            CpuNs = 3_000_000_000,
            UserNs = 2_000_000_000,
            WorkingNs = 1_000_000_000,
            IdleNs = 6_900_000_000,
            ReadyNs = 100_000_000,
        }).Build(traced: traced);

        string json = Parse(summary, GroupBy.Thread).GetProperty("threads")[0].GetProperty("time").GetRawText();

        string expected = $"{{\"wall_seconds\":10,\"cpu_seconds\":3,{parts},\"unknown_seconds\":0}}";
        Assert.Equal(expected, string.Concat(json.Where(letter => !char.IsWhiteSpace(letter))));
    }

    [Fact]
    public void What_never_returned_has_no_latency()
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "t").NeverReturns("exit_group").Build();

        JsonElement row = Rows(Parse(summary, GroupBy.Thread), GroupBy.Thread).Single();

        Assert.Equal(1, row.GetProperty("calls").GetInt64());
        Assert.Equal("0", row.GetProperty("time_seconds").GetRawText());
        foreach (string name in new[] { "min", "max", "p50", "p90", "p99", "p999" })
        {
            Assert.Equal(JsonValueKind.Null, row.GetProperty(name + "_seconds").ValueKind);
        }
    }

    [Fact]
    public void The_ledger_is_of_the_whole_run_when_calls_are_hidden()
    {
        var options = new ReportOptions { Filter = new SummaryFilter { Tids = [4130] } };

        JsonElement root = JsonDocument.Parse(ReportText.Of(Samples.WebServer(), ReportFormat.Json, options)).RootElement;

        Assert.Equal(3815, root.GetProperty("ledger").GetProperty("entered").GetInt64());
        Assert.Equal(969, root.GetProperty("calls").GetProperty("shown").GetInt64());
        Assert.Equal(3813, root.GetProperty("calls").GetProperty("total").GetInt64());
    }

    private static JsonElement Parse(Summary summary, GroupBy by) =>
        JsonDocument.Parse(ReportText.Of(summary, ReportFormat.Json, new() { By = by })).RootElement;

    private static IEnumerable<JsonElement> Rows(JsonElement root, GroupBy by) => by switch
    {
        GroupBy.Syscall => root.GetProperty("syscalls").EnumerateArray(),
        GroupBy.Process => root.GetProperty("processes").EnumerateArray().SelectMany(Calls),
        GroupBy.Pool => root.GetProperty("pools").EnumerateArray().SelectMany(Calls),
        GroupBy.Cgroup => root.GetProperty("cgroups").EnumerateArray().SelectMany(Calls),
        _ => root.GetProperty("threads").EnumerateArray().SelectMany(Calls),
    };

    private static IEnumerable<JsonElement> Calls(JsonElement group) => group.GetProperty("syscalls").EnumerateArray();
}
