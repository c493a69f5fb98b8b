using Sysprof.Kernel.Files;
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
        using var files = new ForeignFiles();

        string? Content(string path)
        {
            files.Begin(ProgramFinder.MostTime);
            try
            {
                ProcessDirectory process = ProcessDirectory.Find(files, program.Tgid, out _)!;
                return process.FindInRoot(path) is { } file ? new StreamReader(file.Content()).ReadToEnd() : null;
            }
            catch (IOException)
            {
                return null;
            }
            finally
            {
                files.End();
            }
        }

        Assert.Equal("inside", Content("/etc/hostname"));
        Assert.Equal("inside", Content("/absolute"));
        Assert.Equal("inside", Content("/upwards"));
        Assert.Null(Content("/outside"));
        Assert.Null(Content("/loop"));
        Assert.Null(Content("/etc"));
        Assert.Null(Content("/pipe")); // opening it would wait for a writer
        Assert.Equal(1, files.HelpersStarted);

        files.Begin(ProgramFinder.MostTime);
        ForeignFile executable = ProcessDirectory.Find(files, program.Tgid, out _)!.FindExecutable(out _)!;
        Assert.Equal("workload", MappedFile.NameOf(executable.Path));
    }
}
