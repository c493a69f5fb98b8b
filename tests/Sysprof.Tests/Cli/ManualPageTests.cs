using System.Diagnostics;
using System.Text.RegularExpressions;
using Sysprof.Cli.Manual;
using Sysprof.Tests.Deployment;
using Xunit;

namespace Sysprof.Tests.Cli;

/// <summary>The manual pages, read by the formatter that man calls.</summary>
public sealed partial class ManualPageTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-man-").FullName;

    public static TheoryData<string> Commands =>
        ["", "top", "now", "stat", "record", "report", "serve", "check", "completion", "man"];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_formatter_finds_nothing_to_warn_of(string command)
    {
        InstalledTool.Result result = await FormatAsync(await PageAsync(command), "-ww", "-z");

        Assert.Equal(new InstalledTool.Result(0, "", ""), result);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task All_that_the_help_says_of_options_and_examples_is_in_the_page(string command)
    {
        var world = new CliWorld { Terminal = new(false, false, false, 100, NoColor: false, Dumb: false) };
        Assert.Equal(0, await world.RunAsync([.. Words(command), "--help"]));
        string page = OneLine((await FormatAsync(await PageAsync(command), "-Tascii", "-P-cbou")).Output);

        string examples = world.Output[..world.Output.IndexOf("Usage:", StringComparison.Ordinal)];
        Assert.All(
            Option().Matches(world.Output).Concat(Example().Matches(examples)),
            word => Assert.Contains(OneLine(word.Value.Trim()), page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_has_the_line_that_whatis_shows()
    {
        Assert.Contains(
            """

            .SH NAME
            sysprof\-stat \- show system calls now: counts, errors, latencies
            .SH SYNOPSIS

            """,
            await PageAsync("stat"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-e '^a'", @"\-e \(aq\(haa\(aq")]
    [InlineData(".profile", @"\&.profile")]
    [InlineData("""a\n "b" `c` ~""", @"a\(rsn \(dqb\(dq \(gac\(ga \(ti")]
    [InlineData("≥ 1 𝄞", @"\[u2265] 1 \[u1D11E]")]
    public void What_means_something_to_the_formatter_is_set_as_it_stands(string text, string escaped) =>
        Assert.Equal(escaped, Roff.Escape(text));

    private static string[] Words(string command) => command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> PageAsync(string command)
    {
        var world = new CliWorld();
        Assert.Equal((0, ""), (await world.RunAsync(["man", .. Words(command)]), world.Error));
        return world.Output;
    }

    private async Task<InstalledTool.Result> FormatAsync(string page, params string[] options)
    {
        string file = Path.Combine(_directory, "page.1");
        await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        return await InstalledTool.RunAsync(new ProcessStartInfo("groff", ["-man", .. options, file]));
    }

    private static string OneLine(string text) => Blanks().Replace(text, " ");

    [GeneratedRegex(@"--[a-z][\w.-]*( [A-Z]+)?")]
    private static partial Regex Option();

    /// <summary>The first column, which stands alone where it is wide.</summary>
    [GeneratedRegex(@"(?m)^  \S.*?(?=  |$)")]
    private static partial Regex Example();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
