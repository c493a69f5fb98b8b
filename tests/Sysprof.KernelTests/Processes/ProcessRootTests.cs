using Sysprof.Kernel.Processes;
using Sysprof.KernelTests.Harness;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>A process with a root of its own, as in a container, that has put traps into it.</summary>
public sealed class ProcessRootTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sysprof-root-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Paths_stay_in_the_root_of_the_process()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to give a process a root of its own");
        File.Copy(Paths.Workload, Path.Combine(_root, "workload"));
        Directory.CreateDirectory(Path.Combine(_root, "etc"));
        File.WriteAllText(Path.Combine(_root, "etc/hostname"), "inside");
        File.CreateSymbolicLink(Path.Combine(_root, "absolute"), "/etc/hostname");
        File.CreateSymbolicLink(Path.Combine(_root, "upwards"), "../../../../etc/hostname");
        File.CreateSymbolicLink(Path.Combine(_root, "outside"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(_root, "loop"), "loop");
        Assert.Equal("", await InstalledProgram.Output(_root, new Dictionary<string, string>(), "mkfifo", "pipe"));

        using InstalledProgram program = InstalledProgram.Start("chroot", _root, "/workload", "counts", "--wait");
        Assert.StartsWith("ready ", await program.ReadLine(), StringComparison.Ordinal);
        using ProcessDirectory process = ProcessDirectory.Open(program.Tgid)!;

        Assert.Equal("inside", Content(process, "/etc/hostname"));
        Assert.Equal("inside", Content(process, "/absolute"));
        Assert.Equal("inside", Content(process, "/upwards"));
        Assert.Null(Content(process, "/outside"));
        Assert.Null(Content(process, "/loop"));
        Assert.Null(Content(process, "/etc"));
        Assert.Null(Content(process, "/pipe")); // opening it would wait for a writer
        using ProcessFile executable = process.OpenExecutable()!;
        Assert.Equal("workload", executable.Name());
    }

    private static string? Content(ProcessDirectory process, string path)
    {
        using ProcessFile? file = process.OpenInRoot(path);
        return file is null ? null : System.Text.Encoding.UTF8.GetString(file.ReadStart(100));
    }
}
