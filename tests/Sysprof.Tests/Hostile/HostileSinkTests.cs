using System.Text;
using System.Text.Json;
using Sysprof.Fuzz;
using Sysprof.Fuzz.Seeds;
using Sysprof.Fuzz.Sinks;
using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Export;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Hostile;

/// <summary>
/// Names that do their worst, from a recording to each place where text leaves sysprof: docs/decisions/0019-hostile-input.md
/// has the rules. In a loop, not as cases: their names would reach the terminal of whoever runs the tests.
/// </summary>
public sealed class HostileSinkTests
{
    private const int CommColumn = 2;

    /// <summary>Terminal, CSV, JSON, metrics, by every grouping, and top with all its tables: each by the rules of its sink.</summary>
    [Fact]
    public void Every_view_of_a_recording_keeps_to_the_rules_of_its_sink() => Assert.All(
        HostileText.All, (name, seed) => FuzzTargets.Views.RunBounded(RecordingSeeds.Write(seed, intervals: 1, name)));

    [Fact]
    public void Nothing_of_a_table_reaches_a_terminal_but_text_and_our_own_colours() => Assert.All(HostileText.All, name =>
    {
        foreach (GroupBy by in Enum.GetValues<GroupBy>())
        {
            string text = ReportText.Of(Named(name), ReportFormat.Table, new() { By = by }, new() { Color = true });
            SinkText.RequirePlain(text, color: true);
        }
    });

    [Fact]
    public void A_cell_of_csv_is_the_escaped_name_and_nothing_that_is_calculated() => Assert.All(HostileText.All, name =>
    {
        List<string[]> records = SinkCsv.Read(ReportText.Of(Named(name), ReportFormat.Csv));
        string cell = records[1][CommColumn];
        Assert.Equal(SafeText.Escape(name), cell.StartsWith('\'') && !name.StartsWith('\'') ? cell[1..] : cell);
    });

    [Fact]
    public void Json_is_ascii_and_its_names_come_back_as_they_were() => Assert.All(HostileText.All, name =>
    {
        string text = ReportText.Of(Named(name), ReportFormat.Json);
        Assert.True(Ascii.IsValid(text));
        using JsonDocument json = SinkJson.Read(text);
        Assert.Contains(Whole(name), SinkJson.Strings(json.RootElement));
    });

    [Fact]
    public void Findings_quote_names_that_a_shell_and_a_terminal_take_for_text() => Assert.All(HostileText.All, name =>
    {
        Summary summary = Named(name);
        Assert.NotEmpty(FindingRules.Find(summary, SummaryFilter.None));
        using var table = new StringWriter();
        FindingsWriter.Write(summary, new(), ReportFormat.Table, table, new());
        SinkText.RequirePlain(table.ToString());
        using var json = new StringWriter();
        FindingsWriter.Write(summary, new(), ReportFormat.Json, json, new());
        SinkJson.Read(json.ToString()).Dispose();
        Assert.All(
            FindingRules.Find(summary, SummaryFilter.None).SelectMany(finding => finding.Next),
            word => Assert.DoesNotContain(word, character => character < ' '));
    });

    /// <summary>A result of a program of a name, whose files and cgroup have it too, and of which something is worth a look.</summary>
    private static Summary Named(string name) => new SummaryBuilder()
        .Thread(7, 8, name, name, "/" + name).Runs(ProgramKind.Native, name, name)
        .Part("write", 50_021, 503, resource: new Resource(ResourceKind.File, "/" + name, ""), bytes: 100_042)
        .Part("connect", 101, 41_003, resource: new Resource(ResourceKind.Socket, "tcp " + name, name), errno: "ECONNREFUSED")
        .Part("sched_yield", 100_003, 400)
        .InFlight("futex", 5)
        .Build();

    /// <summary>The text as UTF-8 can hold it: half a surrogate pair reads U+FFFD.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
