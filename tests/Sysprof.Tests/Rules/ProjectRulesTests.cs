using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sysprof.Kernel.Files;
using Sysprof.Kernel.Native;
using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Rules;

/// <summary>Who may know whom: the arrows between projects, and those between the folders inside them.</summary>
public sealed partial class ProjectRulesTests
{
    [Theory]
    [InlineData("Sysprof.Profile")]
    [InlineData("Sysprof.Kernel", "Sysprof.Profile")]
    [InlineData("Sysprof.Cli", "Sysprof.Kernel", "Sysprof.Profile")]
    public void Projects_refer_to_each_other_in_one_direction(string project, params string[] allowed) => Assert.Subset(
        allowed.ToHashSet(),
        Project(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).ToHashSet());

    [Fact]
    public void Only_the_kernel_project_is_unsafe() => Assert.Equal(
        ["src/Sysprof.Kernel/Sysprof.Kernel.csproj"],
        RepositoryFiles.Below("src", ".csproj", ".props").Append("Directory.Build.props")
            .Where(file => XDocument.Load(RepositoryFiles.Path(file)).Descendants("AllowUnsafeBlocks").Any()));

    [Fact]
    public void The_model_knows_nobody() => Assert.Empty(
        Uses("src/Sysprof.Profile/Model", ProfileOutsideModel()));

    [Theory]
    [InlineData("src/Sysprof.Profile")]
    [InlineData("src/Sysprof.Cli")]
    public void Views_recordings_and_exporters_see_nothing_of_the_wire_or_libbpf(string folder) =>
        Assert.Empty(Uses(folder, KernelInside()));

    /// <summary>A look at a process may wait for a disk: who counts calls and who ends intervals only ask for one.</summary>
    [Fact]
    public void Nobody_looks_at_processes_but_a_thread_of_its_own_and_a_command_that_may_wait() => Assert.Equal(
        ["src/Sysprof.Cli/Now/NowPrograms.cs", "src/Sysprof.Kernel/Processes/ProgramFinder.cs", "src/Sysprof.Kernel/Processes/ProgramLooker.cs"],
        from file in RepositoryFiles.Below("src", ".cs")
        where File.ReadAllText(RepositoryFiles.Path(file)).Contains("ProgramFinder", StringComparison.Ordinal)
        orderby file
        select file);

    /// <summary>A system call on a path of another program may never return: only a helper process makes them.</summary>
    [Fact]
    public void What_looks_at_processes_opens_no_file_itself() => Assert.Equal(
        ["src/Sysprof.Kernel/Files/FilesHelper.cs: File."], // The state of the helper.
        from folder in (string[])["src/Sysprof.Kernel/Files", "src/Sysprof.Kernel/Processes", "src/Sysprof.Profile/Programs"]
        from use in Uses(folder, OpensFiles())
        select use);

    [Fact]
    public void The_programs_and_the_native_library_are_with_the_assembly()
    {
        // ELF, 64 bits, little-endian; machine 247 is EM_BPF.
        byte[] programs = KernelPrograms.ObjectBytes();
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1], programs[..6]);
        Assert.Equal(247, BitConverter.ToUInt16(programs, 18));

        string beside = Path.GetDirectoryName(typeof(KernelPrograms).Assembly.Location)!;
        Assert.True(File.Exists(Path.Combine(beside, SysprofNative.Library)));
        Assert.True(File.GetUnixFileMode(Path.Combine(beside, FilesHelper.Program)).HasFlag(UnixFileMode.UserExecute));
    }

    private static XDocument Project(string name) => XDocument.Load(RepositoryFiles.Path($"src/{name}/{name}.csproj"));

    private static IEnumerable<string> Uses(string folder, Regex forbidden) =>
        from file in RepositoryFiles.Below(folder, ".cs")
        from Match match in forbidden.Matches(File.ReadAllText(RepositoryFiles.Path(file)))
        select $"{file}: {match.Value}";

    [GeneratedRegex(@"\bSysprof\.Profile\.(?!Model\b)[A-Z]\w*")]
    private static partial Regex ProfileOutsideModel();

    [GeneratedRegex(@"\b(Sysprof\.)?Kernel\.(Wire|Libbpf|Ring|Native)\b|\bLibBpf\b")]
    private static partial Regex KernelInside();

    [GeneratedRegex(@"\b(File|Directory|FileInfo|DirectoryInfo|FileStream|RandomAccess|SafeFileHandle)\b[.(]")]
    private static partial Regex OpensFiles();
}
