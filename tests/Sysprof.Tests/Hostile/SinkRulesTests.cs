using System.Text;
using Sysprof.Fuzz.Seeds;
using Sysprof.Fuzz.Sinks;
using Sysprof.Profile.Export;
using Xunit;

namespace Sysprof.Tests.Hostile;

/// <summary>The rules that hostile text is held to see what breaks them.</summary>
public sealed class SinkRulesTests
{
    [Fact]
    public void Hostile_text_breaks_the_rule_of_terminals_and_escaped_it_does_not()
    {
        Assert.InRange(HostileText.All.Count(text => Record.Exception(() => SinkText.RequirePlain(text)) is not null), 15, HostileText.All.Count);
        Assert.All(HostileText.All, text => SinkText.RequirePlain(SafeText.Escape(text)));
    }

    [Theory]
    [InlineData("\e[31mred\e[m", true)]
    [InlineData("\e[2J", false)]
    [InlineData("\e]0;x\a", false)]
    public void Only_colours_may_be_sequences(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Record.Exception(() => SinkText.RequirePlain(text, color: true)) is null);

    [Theory]
    [InlineData("a,b\n1,-2.5e3\n", true)]
    [InlineData("a,b\n'=1+1,\"x,\"\"y\"\"\"\n", true)]
    [InlineData("a,b\n=1+1,2\n", false)]
    [InlineData("a,b\n\" =1\",2\n", false)]
    [InlineData("a,b\n-x,2\n", false)]
    [InlineData("a,b\n＠x,2\n", false)]
    [InlineData("a,b\n1\n", false)]
    [InlineData("a,b\n1,2", false)]
    [InlineData("a,b\n1,\"2\n", false)]
    [InlineData("a,b\n1,2\"\n", false)]
    [InlineData("a,b\r\n1,2\r\n", false)]
    public void Csv_is_cells_and_no_formulas(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Record.Exception(() => SinkCsv.Read(text)) is null);

    [Theory]
    [InlineData("{\"a\": \"\\u001b\\u003c\"}", true)]
    [InlineData("{\"a\": \"<\"}", false)]
    [InlineData("{\"a\": \"\u202e\"}", false)]
    [InlineData("{\"a\": 1,}", false)]
    public void Json_is_strict_and_safe_in_html(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Record.Exception(() => SinkJson.Read(text).Dispose()) is null);

    [Theory]
    [InlineData("# HELP a What.\na_total{x=\"1\\\"\\\\\\n\",y=\"\"} 1.5e-3\nb 2\n", true)]
    [InlineData("a_bucket{le=\"+Inf\"} 1 # {pid=\"1\",comm=\"x}\"} 0.1 1.5\n# EOF\n", true)]
    [InlineData("a NaN\n", true)]
    [InlineData("a{x=\"\"\"} 1\n", false)]
    [InlineData("a{x=\"\\x\"} 1\n", false)]
    [InlineData("a{x=\"1\n2\"} 1\n", false)]
    [InlineData("a{x=\"\e\"} 1\n", false)]
    [InlineData("a{x=\"1\"}\n", false)]
    public void A_sample_is_a_name_labels_and_a_number(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Record.Exception(() => SinkMetrics.LabelValues(Encoding.UTF8.GetBytes(text))) is null);
}
