using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sysprof.Tests.Deployment;

/// <summary>What the dashboard asks Prometheus for.</summary>
internal sealed partial class GrafanaDashboard
{
    /// <summary>Where it is, from the root.</summary>
    public const string FileName = "docs/prometheus/grafana-dashboard.json";

    private GrafanaDashboard(JsonElement root) => Root = root;

    /// <summary>All of it.</summary>
    public JsonElement Root { get; }

    /// <summary>The panels, rows too.</summary>
    public IEnumerable<JsonElement> Panels => Root.GetProperty("panels").EnumerateArray();

    /// <summary>The variables.</summary>
    public IEnumerable<JsonElement> Variables => Root.GetProperty("templating").GetProperty("list").EnumerateArray();

    public static GrafanaDashboard Load()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Path(FileName)));
        return new GrafanaDashboard(json.RootElement.Clone());
    }

    /// <summary>Every expression, of panels and variables, as Prometheus gets it when nothing is chosen.</summary>
    /// <param name="range">What stands for the ranges that Grafana makes up, as in <c>5m</c>.</param>
    public IEnumerable<(string Asker, string Expression)> Queries(string range)
    {
        IEnumerable<(string Asker, string Expression)> written = Panels
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target =>
                ($"{Text(panel, "title")} {Text(target, "refId")}", Text(target, "expr"))));
        IEnumerable<(string Asker, string Expression)> chosen = Variables
            .Where(variable => Text(variable, "type") == "query")
            .Select(variable => ($"${Text(variable, "name")}", OfVariable(Text(variable, "definition"))));
        return written.Concat(chosen).Select(query => (query.Asker, query.Expression
            .Replace("$__rate_interval", range, StringComparison.Ordinal)
            .Replace("$__range", range, StringComparison.Ordinal)
            .Replace("$instance", ".*", StringComparison.Ordinal)
            .Replace("$syscall", ".*", StringComparison.Ordinal)));
    }

    /// <summary>A member that is text.</summary>
    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string OfVariable(string definition)
    {
        Match labels = LabelValues().Match(definition);
        return labels.Success
            ? $"group by ({labels.Groups["label"].Value}) ({labels.Groups["metric"].Value})"
            : QueryResult().Match(definition).Groups["expression"].Value;
    }

    [GeneratedRegex(@"^label_values\((?<metric>.+), (?<label>\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"^query_result\((?<expression>.+)\)$")]
    private static partial Regex QueryResult();
}
