using System.Text.RegularExpressions;
using Sysprof.Cli.Serving.Configuration;
using Sysprof.Cli.Serving.Listening;
using Sysprof.Profile.Names;
using Xunit;
using YamlDotNet.RepresentationModel;

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

    /// <summary>A name that is misspelt in a regular expression is no error anywhere, and matches nothing.</summary>
    [Fact]
    public void Rules_name_calls_and_errors_that_there_are()
    {
        string[] expressions = [.. Expressions()];
        string[] calls = [.. Alternatives(expressions, CallMatcher())];
        string[] errors = [.. Alternatives(expressions, ErrorMatcher())];
        Assert.True(calls.Length > 20 && errors.Length > 5);
        Assert.DoesNotContain(calls, call => !SyscallTable.Names.Any(name => Regex.IsMatch(name, $"^(?:{call})$")));
        Assert.DoesNotContain(errors, error => !ErrnoNames.TryNumber(error, out _));
    }

    [Theory]
    [InlineData("futex")]
    [InlineData("epoll_wait")]
    [InlineData("poll")]
    [InlineData("read")]
    [InlineData("accept4")]
    [InlineData("nanosleep")]
    [InlineData("clock_nanosleep")]
    [InlineData("wait4")]
    public void A_call_that_waits_for_somebody_is_not_stuck(string call) =>
        Assert.DoesNotMatch($"^(?:{CallMatcher().Match(Expressions().Last()).Groups[1].Value})$", call);

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

    [Fact]
    public async Task Sysprof_reads_that_web_configuration()
    {
        string file = Path.Combine(_copy, WebConfig);
        File.Copy(Path.Combine(s_directory, WebConfig), file);
        await MakeCertificateAsync();

        WebConfig config = WebConfigReader.Read(file, new SourceFiles(_copy));

        Assert.Empty(config.Warnings);
        Assert.NotNull(config.Tls);
        Assert.False(config.Users.IsEmpty);
        Assert.Equal(2, config.Headers.Count);
    }

    [Theory]
    [InlineData("docs/prometheus/prometheus.yml", "- targets: [\"{0}\"]")]
    [InlineData("docs/systemd/sysprof.socket", "ListenStream={0}")]
    [InlineData("README.md", "- targets: [\"{0}\"]")]
    public void Sysprof_is_looked_for_where_it_listens(string file, string form) => Assert.Contains(
        form.Replace("{0}", ListenAddress.Default.ToString(), StringComparison.Ordinal), File.ReadAllText(RepositoryFiles.Path(file)));

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

    /// <summary>The expressions of all rules; that of SyscallStuck is the last one.</summary>
    private static IEnumerable<string> Expressions()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Read(Rules)));
        return from YamlMappingNode rule in ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"])
                   .SelectMany(entry => (YamlSequenceNode)entry["rules"])
               select rule["expr"].ToString();
    }

    /// <summary>What stands between the bars of the matchers, those inside of further parentheses left alone.</summary>
    private static IEnumerable<string> Alternatives(IEnumerable<string> expressions, Regex matcher) =>
        from expression in expressions
        from Match match in matcher.Matches(expression)
        let pattern = AnyAbi().Replace(match.Groups[1].Value, "$1")
        from alternative in OuterBar().Split(pattern)
        select alternative;

    private static async Task AcceptedAsync(string directory, string program, params string[] arguments)
    {
        InstalledTool.Result result = await InstalledTool.RunAsync(directory, program, arguments);
        Assert.True(result.ExitCode == 0, result.Text);
    }

    [GeneratedRegex(@"- (record|alert): (\S+)")]
    private static partial Regex RuleName();

    [GeneratedRegex("""syscall=~["']([^"']+)["']""")]
    private static partial Regex CallMatcher();

    [GeneratedRegex("""errno!~["']([^"']+)["']""")]
    private static partial Regex ErrorMatcher();

    [GeneratedRegex(@"^\(\.\+:\)\?\((.*)\)$")]
    private static partial Regex AnyAbi();

    [GeneratedRegex(@"\|(?![^(]*\))")]
    private static partial Regex OuterBar();

    [GeneratedRegex(@"openssl req (?:[^\n]*\\\n)*[^\n]*")]
    private static partial Regex OpenSsl();
}
