using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.Tests.Deployment;

/// <summary>The files for Prometheus, read by its own tools.</summary>
public sealed partial class PrometheusFilesTests : IDisposable
{
    private const string Rules = "sysprof.rules.yml";
    private const string RuleTests = "sysprof.rules.test.yml";
    private const string Scrape = "prometheus.yml";
    private const string WebConfig = "web-config.yml";

    private static readonly string s_directory = RepositoryFiles.Path("docs/prometheus");

    private readonly string _copy = Directory.CreateTempSubdirectory("sysprof-prometheus-").FullName;

    public static TheoryData<string> Recorded => [.. RuleNames("record")];

    public static TheoryData<string> Alerts => [.. RuleNames("alert")];

    private static CancellationToken Abort => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public Task Rules_are_valid() => AcceptedAsync(s_directory, "promtool", "check", "rules", Rules);

    [Fact]
    public Task Rules_pass_their_tests() => AcceptedAsync(s_directory, "promtool", "test", "rules", RuleTests);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Every_recording_rule_has_a_test(string name) =>
        Assert.Matches($@"- expr: .*(?<![\w:]){Regex.Escape(name)}(?![\w:])", Read(RuleTests));

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Every_alert_has_a_case_that_fires_and_one_that_does_not(string name)
    {
        string alert = $@"alertname: {name}\n\s+eval_time: \w+\n\s+exp_alerts:";
        Assert.Matches($@"{alert} \[\]\n", Read(RuleTests));
        Assert.Matches($@"{alert}\n\s+- exp_labels:", Read(RuleTests));
    }

    [Fact]
    public void Rules_name_metrics_that_there_are() => Assert.DoesNotContain(
        MetricsDocument.Named(Read(Rules)), name => MetricsDocument.Find(name) is null);

    [Fact]
    public Task The_scrape_configuration_is_valid() => AcceptedAsync(s_directory, "promtool", "check", "config", Scrape);

    [Fact]
    public async Task So_is_the_one_with_a_password_that_is_commented_out()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(s_directory, Scrape), Abort);
        int example = Array.FindIndex(lines, line => line.StartsWith("  # - job_name", StringComparison.Ordinal));
        int plain = Array.FindIndex(lines, line => line.StartsWith("  - job_name", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(
            Path.Combine(_copy, Scrape), lines[..plain].Concat(lines[example..].Select(line => line.Replace("  # ", "  ", StringComparison.Ordinal))), Abort);
        File.Copy(Path.Combine(s_directory, Rules), Path.Combine(_copy, Rules));
        await MakeCertificateAsync();
        File.Move(Path.Combine(_copy, "sysprof.crt"), Path.Combine(_copy, "sysprof-ca.crt"));
        await File.WriteAllTextAsync(Path.Combine(_copy, "sysprof-password"), "x", Abort);

        await AcceptedAsync(_copy, "promtool", "check", "config", Scrape);
    }

    [Fact]
    public async Task The_web_configuration_is_valid_with_a_certificate_made_as_it_says()
    {
        File.Copy(Path.Combine(s_directory, WebConfig), Path.Combine(_copy, WebConfig));
        await MakeCertificateAsync();

        await AcceptedAsync(_copy, "promtool", "check", "web-config", WebConfig);
    }

    /// <summary>Runs the openssl command in the comments of the web configuration.</summary>
    private async Task MakeCertificateAsync()
    {
        Match command = OpenSsl().Match(Read(WebConfig));
        Assert.True(command.Success);
        string[] words = command.Value.Replace("\\\n#", " ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await AcceptedAsync(_copy, words[0], words[1..]);
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(s_directory, file));

    private static IEnumerable<string> RuleNames(string kind) =>
        RuleName().Matches(Read(Rules)).Where(match => match.Groups[1].Value == kind).Select(match => match.Groups[2].Value);

    private static async Task AcceptedAsync(string directory, string program, params string[] arguments)
    {
        InstalledTool.Result result = await InstalledTool.RunAsync(directory, program, arguments);
        Assert.True(result.ExitCode == 0, result.Text);
    }

    [GeneratedRegex(@"- (record|alert): (\S+)")]
    private static partial Regex RuleName();

    [GeneratedRegex(@"openssl req (?:[^\n]*\\\n)*[^\n]*")]
    private static partial Regex OpenSsl();
}
