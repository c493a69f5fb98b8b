using Sysprof.Cli.Now;
using Sysprof.Profile.Export;
using Sysprof.Tests.Now;
using Xunit;

namespace Sysprof.Tests.Golden;

public sealed class NowGoldenTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Table(int width) => GoldenFile.Matches($"now/table-{width}.txt", Text(Sights.View, width));

    [Fact]
    public void Table_with_a_limit_and_colours() =>
        GoldenFile.Matches("now/table-limit-color.txt", Text(Sights.View with { Limit = 5, Color = true }, 80));

    [Fact]
    public void Json()
    {
        using var output = new StringWriter { NewLine = "\n" };
        NowJson.Write(Sights.Frame, output, isLine: false);
        GoldenFile.Matches("now/now.json", output.ToString());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(79)]
    [InlineData(100)]
    [InlineData(400)]
    public void No_line_is_wider_than_the_table_and_none_harms_a_terminal(int width) => Assert.All(
        new NowTable(Sights.View with { ShowsEach = true }, width).Lines(Sights.Frame),
        line =>
        {
            Assert.InRange(SafeText.Width(line), 0, width);
            Assert.Equal(line, SafeText.Escape(line));
        });

    private static string Text(NowView view, int width) =>
        string.Concat(new NowTable(view, width).Lines(Sights.Frame).Select(line => line + "\n"));
}
