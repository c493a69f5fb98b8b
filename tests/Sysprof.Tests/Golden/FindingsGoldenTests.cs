using Sysprof.Profile.Export;
using Sysprof.Profile.Model;
using Sysprof.Tests.Export;
using Sysprof.Tests.Findings;
using Xunit;

namespace Sysprof.Tests.Golden;

public class FindingsGoldenTests
{
    [Fact]
    public void The_findings_of_a_server_in_trouble() => Check("findings.txt", ReportFormat.Table, FindingSamples.TroubledServer());

    [Fact]
    public void The_findings_as_json() => Check("findings.json", ReportFormat.Json, FindingSamples.TroubledServer());

    [Fact]
    public void The_first_three_in_colour() =>
        Check("findings-limit-color.txt", ReportFormat.Table, FindingSamples.TroubledServer(), new() { Limit = 3, Color = true });

    [Fact]
    public void A_server_without_trouble() => Check("findings-none.txt", ReportFormat.Table, Samples.WebServer());

    private static void Check(string file, ReportFormat format, Summary summary, TableOptions? table = null)
    {
        using var output = new StringWriter();
        FindingsWriter.Write(summary, new(), format, output, table ?? new());
        GoldenFile.Matches(file, output.ToString());
        Assert.DoesNotContain('\u202e', format == ReportFormat.Json ? "" : output.ToString());
        Assert.All(
            format == ReportFormat.Json || table is not null ? [] : output.ToString().Split('\n'),
            line => Assert.InRange(SafeText.Width(line), 0, TableOptions.DefaultWidth));
    }
}
