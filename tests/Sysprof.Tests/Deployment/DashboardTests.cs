using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.Tests.Deployment;

/// <summary>The dashboard, as far as it can be judged without Grafana and without data.</summary>
public sealed partial class DashboardTests : IDisposable
{
    // That of Grafana 10.0.
    private const int SchemaVersion = 38;
    private const int Columns = 24;

    private static readonly GrafanaDashboard s_dashboard = GrafanaDashboard.Load();

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-dashboard-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Every_expression_is_one_for_Prometheus()
    {
        (string Asker, string Expression)[] queries = [.. s_dashboard.Queries("5m")];
        Assert.NotEmpty(queries);
        Assert.DoesNotContain(queries, query => query.Expression.Contains('$') || query.Expression.Length == 0);
        // JSON is YAML.
        var rules = new
        {
            groups = new[]
            {
                new { name = "dashboard", rules = queries.Select((query, i) => new { record = $"panel:{i}", expr = query.Expression }) },
            },
        };
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "rules.yml"), JsonSerializer.Serialize(rules), TestContext.Current.CancellationToken);

        InstalledTool.Result result = await InstalledTool.RunAsync(_directory, "promtool", "check", "rules", "rules.yml");

        Assert.True(result.ExitCode == 0, result.Text);
        Assert.Contains($"{queries.Length} rules found", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_names_metrics_that_there_are() => Assert.DoesNotContain(
        s_dashboard.Queries("5m").SelectMany(query => MetricsDocument.Named(query.Expression)),
        name => MetricsDocument.Find(name) is null);

    [Fact]
    public void Every_metric_is_on_it_but_those_of_the_process_and_the_runtime() => Assert.Empty(
        MetricsDocument.Entries.Select(entry => entry.Name).Where(name => !name.EndsWith('*'))
            .Except(s_dashboard.Queries("5m").SelectMany(query => MetricsDocument.Named(query.Expression))));

    [Fact]
    public void Every_variable_that_it_uses_is_one()
    {
        string[] own = ["__rate_interval", "__range", "__all"];
        IEnumerable<string> used = Variable().Matches(s_dashboard.Root.GetRawText()).Select(match => match.Groups[1].Value);
        Assert.Empty(used.Except(own).Except(s_dashboard.Variables.Select(variable => GrafanaDashboard.Text(variable, "name"))));
    }

    [Fact]
    public void Every_panel_asks_the_source_that_was_chosen() => Assert.All(
        s_dashboard.Panels.Where(panel => GrafanaDashboard.Text(panel, "type") != "row"),
        panel => Assert.All(
            panel.GetProperty("targets").EnumerateArray().Append(panel),
            asker => Assert.Equal("${datasource}", GrafanaDashboard.Text(asker.GetProperty("datasource"), "uid"))));

    [Fact]
    public void Grafana_10_reads_it() => Assert.Equal(SchemaVersion, s_dashboard.Root.GetProperty("schemaVersion").GetInt32());

    [Fact]
    public void No_panel_covers_another()
    {
        var taken = new HashSet<(int X, int Y)>();
        var ids = new HashSet<int>();
        foreach (JsonElement panel in s_dashboard.Panels)
        {
            string title = GrafanaDashboard.Text(panel, "title");
            JsonElement place = panel.GetProperty("gridPos");
            int left = place.GetProperty("x").GetInt32();
            int top = place.GetProperty("y").GetInt32();
            int width = place.GetProperty("w").GetInt32();
            int height = place.GetProperty("h").GetInt32();
            Assert.True(left >= 0 && left + width <= Columns, title);
            Assert.True(ids.Add(panel.GetProperty("id").GetInt32()), title);
            Assert.All(
                from x in Enumerable.Range(left, width)
                from y in Enumerable.Range(top, height)
                select (x, y),
                field => Assert.True(taken.Add(field), title));
        }
    }

    [GeneratedRegex(@"\$\{?(\w+)\}?(?=[^\w])")]
    private static partial Regex Variable();
}
