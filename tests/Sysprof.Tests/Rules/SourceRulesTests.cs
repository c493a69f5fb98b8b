using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.Tests.Rules;

/// <summary>What no source file has, and how long they get.</summary>
public sealed partial class SourceRulesTests
{
    private const int MostLines = 400;

    private static readonly string[] s_folders = ["bpf", "native", "src", "tests"];

    private static readonly string[] s_noDuty = ["Common", "Utils", "Helpers", "Managers", "Infrastructure"];

    private static IEnumerable<string> Sources =>
        s_folders.SelectMany(folder => RepositoryFiles.Below(folder, ".cs", ".c", ".h", ".sh", ".proto"));

    [Fact]
    public void Every_folder_has_a_duty() => Assert.Empty(
        Sources.SelectMany(file => file.Split('/')[..^1]).Distinct().Intersect(s_noDuty, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void No_file_is_longer_than_one_can_read() => Assert.DoesNotContain(
        Sources.Select(file => (file, lines: File.ReadLines(RepositoryFiles.Path(file)).Count())),
        entry => entry.lines > MostLines);

    [Fact]
    public void Nothing_is_left_to_do() => Assert.Empty(Found(Sources, Unfinished()));

    [Fact]
    public void No_exception_is_swallowed_and_no_region_hides_code() =>
        Assert.Empty(Found(RepositoryFiles.Below("src", ".cs"), Hidden()));

    private static IEnumerable<string> Found(IEnumerable<string> files, Regex forbidden) =>
        from file in files
        from Match match in forbidden.Matches(File.ReadAllText(RepositoryFiles.Path(file)))
        select $"{file}: {match.Value.Trim()}";

    // In two pieces, or it would find itself.
    [GeneratedRegex(@"\b(TO" + "DO|FIX" + @"ME|XX" + @"X)\b")]
    private static partial Regex Unfinished();

    /// <summary>A region, or a catch with nothing in its braces but comments.</summary>
    [GeneratedRegex(@"#region|\bcatch\b[^{};]*\{(\s|//[^\n]*)*\}")]
    private static partial Regex Hidden();
}
