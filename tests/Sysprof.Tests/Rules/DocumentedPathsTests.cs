using System.Text.RegularExpressions;
using Xunit;

namespace Sysprof.Tests.Rules;

/// <summary>
/// Paths named in the docs exist. A path is what stands in backticks and begins with a folder of this repository, or a
/// relative link. Kernel sources begin with the kernel's folders (kernel/, include/), system headers stand in angle
/// brackets: neither is looked for. Templates have a capital N for each digit.
/// </summary>
public sealed partial class DocumentedPathsTests
{
    private static readonly string[] s_folders = ["bpf", "docs", "native", "src", "tests"];

    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(RepositoryFiles.Root, "*.md").Select(file => Path.GetFileName(file))
            .Concat(s_folders.SelectMany(folder => RepositoryFiles.Below(folder, ".md"))),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_in_it_exists(string document) => Assert.DoesNotContain(
        Paths(document), path => !Path.Exists(RepositoryFiles.Path(path)));

    [Theory]
    [InlineData("`bpf/wire.h` `src/Sysprof.Profile/`", "bpf/wire.h src/Sysprof.Profile/")]
    [InlineData("[text](docs/a.md#part) ![picture](docs/b.svg)", "docs/a.md docs/b.svg")]
    [InlineData("`kernel/bpf/ringbuf.c` `<bpf/libbpf.h>` [site](https://example.org) [here](#part) `bpf/*.h`", "")]
    [InlineData("`docs/decisions/NNNN-title.md` `./sysprof top` `./build.sh`", "")]
    public void Only_our_own_paths_are_looked_for(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', PathsIn(text, "README.md")));

    private static IEnumerable<string> Paths(string document) =>
        PathsIn(File.ReadAllText(RepositoryFiles.Path(document)), document);

    private static IEnumerable<string> PathsIn(string text, string document)
    {
        string folder = Path.GetDirectoryName(document) ?? "";
        return Quoted().Matches(text).Select(match => match.Groups[1].Value)
            .Where(path => s_folders.Contains(path.Split('/')[0]) && !path.Contains("NNNN", StringComparison.Ordinal))
            .Concat(Linked().Matches(text).Select(match => Path.Combine(folder, match.Groups[1].Value)));
    }

    [GeneratedRegex(@"`(?:\./)?([\w.-]+/[\w./-]*)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\]\((?![a-z]+:|#)([^)#\s]+)")]
    private static partial Regex Linked();
}
