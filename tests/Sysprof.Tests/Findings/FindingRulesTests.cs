using Sysprof.Profile.Aggregation;
using Sysprof.Profile.Findings;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Sysprof.Tests.Export;
using Xunit;

namespace Sysprof.Tests.Findings;

public sealed class FindingRulesTests
{
    public static TheoryData<string> Ids => [.. FindingRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_is_in_the_documents_with_its_thresholds(string id)
    {
        IFindingRule rule = FindingRules.All.Single(rule => rule.Id == id);

        Assert.Contains(
            File.ReadLines(RepositoryFiles.Path("docs/output.md")),
            line => line.StartsWith($"| `{id}` | {rule.Criterion} | ", StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_are_unique() => Assert.Equal(FindingRules.All.Count, FindingRules.All.Select(rule => rule.Id).Distinct().Count());

    [Fact]
    public void What_costs_most_comes_first()
    {
        IReadOnlyList<Finding> findings = FindingRules.Find(FindingSamples.TroubledServer(), SummaryFilter.None);

        Assert.Equal(findings.Select(finding => finding.WeightNs).OrderDescending(), findings.Select(finding => finding.WeightNs));
        Assert.InRange(findings.Count, 5, 20);
    }

    [Fact]
    public void Nothing_of_it_is_a_number_that_does_not_reach_its_threshold() => Assert.All(
        FindingRules.Find(FindingSamples.TroubledServer(), SummaryFilter.None).SelectMany(finding => finding.Evidence),
        number =>
        {
            Assert.True(double.IsFinite(number.Value), number.Name);
            Assert.InRange(number.Value, number.Least ?? 0, number.Most ?? double.MaxValue);
        });

    [Fact]
    public void Only_the_threads_that_the_filter_leaves_are_looked_at()
    {
        var filter = new SummaryFilter { Tgids = [4121], Calls = SyscallSet.Parse("read") };

        Finding finding = Assert.Single(FindingRules.Find(FindingSamples.TroubledServer(), filter));

        Assert.Equal("empty-reads", finding.Rule);
        Assert.Throws<ArgumentException>(() => FindingRules.Find(Samples.WebServer(), new() { FailedOnly = true }));
    }

    [Fact]
    public void A_result_without_a_duration_has_none()
    {
        var summary = new Summary(Samples.WebServer().Run);
        summary.Add(new SummaryBuilder().Thread(7, 7, "web").Part("sched_yield", 100_003, 400).BuildInterval(5, 5, 0));

        Assert.Empty(FindingRules.Find(summary, SummaryFilter.None));
    }

    [Theory]
    [InlineData("web", "web")]
    [InlineData("read,write", "read,write")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    [InlineData("it's", "'it'\\''s'")]
    public void Words_are_quoted_for_a_shell(string word, string quoted) => Assert.Equal(quoted, NextCommands.Quote(word));

    [Fact]
    public void A_name_that_a_program_chose_is_neither_pattern_nor_shell_nor_terminal()
    {
        Summary summary = new SummaryBuilder().Thread(7, 7, "a'; rm *\x1b[2J").Part("sched_yield", 100_003, 400).Ended().Build();

        Finding finding = Assert.Single(FindingRules.Find(summary, SummaryFilter.None));

        Assert.Equal("""sysprof stat --comm '^a'\'';\ rm\ \*\x1b\[2J$' -e sched_yield -d 10s""", string.Join(' ', finding.Next));
    }
}
