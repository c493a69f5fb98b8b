using System.Text.RegularExpressions;
using Sysprof.Kernel.Requirements;
using Xunit;

namespace Sysprof.Tests.Rules;

/// <summary>The oldest supported kernel is the same for `sysprof check`, for the documents, and for the tests.</summary>
public sealed partial class KernelMatrixTests
{
    private const string Matrix = "tests/kernels/matrix.sh";

    [Fact]
    public void The_oldest_supported_kernel_is_the_first_of_the_matrix() =>
        Assert.Equal(KernelVersion.Oldest, Kernels()[0]);

    [Fact]
    public void The_matrix_goes_from_the_oldest_to_the_newest() =>
        Assert.Equal(Kernels().Order().Distinct(), Kernels());

    [Fact]
    public void The_readme_names_the_oldest_supported_kernel_and_those_of_the_matrix()
    {
        string readme = File.ReadAllText(RepositoryFiles.Path("README.md"));

        Assert.Contains($"- Linux {KernelVersion.Oldest} or later on x86-64", readme, StringComparison.Ordinal);
        Assert.Contains($"on Linux {string.Join(", ", Kernels())} and the running kernel", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_folder_whose_tests_run_on_all_kernels_exists() => Assert.All(
        Words(Folders()), folder => Assert.NotEmpty(RepositoryFiles.Below($"tests/Sysprof.KernelTests/{folder}", "Tests.cs")));

    private static Version[] Kernels() => [.. Words(Lines()).Select(Version.Parse)];

    private static string[] Words(Regex list) =>
        list.Match(File.ReadAllText(RepositoryFiles.Path(Matrix))).Groups[1].Value.Split(' ');

    [GeneratedRegex(@"(?m)^readonly kernels=\((.*)\)$")]
    private static partial Regex Lines();

    [GeneratedRegex(@"(?m)^readonly folders=\((.*)\)$")]
    private static partial Regex Folders();
}
