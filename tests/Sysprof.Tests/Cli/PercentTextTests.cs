using Sysprof.Cli.CommandLine;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

public class PercentTextTests
{
    [Theory]
    [InlineData("2%", 0.02)]
    [InlineData("2", 0.02)]
    [InlineData("0.5%", 0.005)]
    [InlineData(".5", 0.005)]
    [InlineData("100%", 1)]
    [InlineData("400%", 4)]
    public void Percentages_are_shares_of_a_CPU(string text, double share) =>
        Assert.Equal(share, PercentText.ParseCpuShare("--max-overhead", text, cpus: 4), 12);

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("2 %")]
    [InlineData("-2%")]
    [InlineData("2%%")]
    [InlineData("1e2")]
    [InlineData("2,5%")]
    [InlineData("NaN")]
    [InlineData("two")]
    public void Anything_else_is_refused(string text) => AssertRefused(text, "is not a percentage; write one of a CPU, as in 2% or 0.5%");

    [Theory]
    [InlineData("0%")]
    [InlineData("401%")]
    [InlineData("99999999999999999999999999999999%")]
    public void There_is_no_more_than_all_CPUs_and_nothing_costs_nothing(string text) =>
        AssertRefused(text, "must be above 0% and at most 400%: 4 CPUs");

    private static void AssertRefused(string text, string why)
    {
        SysprofException error = Assert.Throws<SysprofException>(() => PercentText.ParseCpuShare("--max-overhead", text, cpus: 4));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.Contains($"--max-overhead '{text}': {why}", error.Message, StringComparison.Ordinal);
    }
}
