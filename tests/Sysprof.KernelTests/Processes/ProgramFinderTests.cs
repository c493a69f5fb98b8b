using System.Diagnostics;
using System.Globalization;
using Sysprof.Kernel.Processes;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.Profile.Model;
using Sysprof.Profile.Programs;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>Real programs, as their distributions and toolchains make them; each says its version itself.</summary>
public sealed class ProgramFinderTests(GoPrograms go) : IClassFixture<GoPrograms>, IDisposable
{
    private readonly ProgramFinder _finder = new();

    public void Dispose() => _finder.Dispose();

    [Theory]
    [InlineData("served")]
    [InlineData("stripped")]
    [InlineData("no section headers")]
    public async Task Programs_of_Go(string how)
    {
        string path = how switch
        {
            "stripped" => await go.Stripped(),
            "no section headers" => WithoutSections(await go.Served()),
            _ => await go.Served(),
        };
        using InstalledProgram program = InstalledProgram.Start(path);
        await program.ReadLine();
        Assert.Equal(new ProgramInfo(ProgramKind.Go, "Go", (await GoPrograms.Version())["go".Length..]), _finder.Find(program.Tgid).Program);

        using FileStream file = File.OpenRead(path);
        GoBuildInfo info = GoBuildInfo.Read(ElfFile.Read(file)!)!;
        Assert.Equal(("example.org/served", "example.org/served", "(devel)"), (info.Path, info.Module, info.ModuleVersion));
    }

    [Fact]
    public async Task Programs_of_NET()
    {
        var expected = new ProgramInfo(ProgramKind.DotNet, ".NET", Environment.Version.ToString(3));
        Assert.Equal(expected, _finder.Find(Environment.ProcessId).Program);
        using ChildProcess child = await ChildProcess.Start("hold", Paths.Workload);
        Assert.Equal(expected, _finder.Find(child.Tgid).Program);
    }

    [Fact]
    public async Task The_runtime_of_NET_says_its_version_without_its_path()
    {
        string runtime = Process.GetCurrentProcess().Modules.Cast<ProcessModule>()
            .Single(module => module.ModuleName == "libcoreclr.so").FileName;
        await using FileStream library = File.OpenRead(runtime);
        Assert.Equal(Environment.Version.ToString(3), ProgramFile.Read(library, "libcoreclr.so").Program.Version);
    }

    [Theory]
    [InlineData("python3")]
    [InlineData("/usr/bin/python3")]
    public async Task Python(string path)
    {
        using InstalledProgram program = InstalledProgram.Start(
            path, "-c", "import platform, sys; print(platform.python_version(), flush=True); sys.stdin.read()");
        string version = await program.ReadLine();
        Assert.Equal(new ProgramInfo(ProgramKind.Python, "Python", version), _finder.Find(program.Tgid).Program);
    }

    [Fact]
    public async Task NodeJs()
    {
        using InstalledProgram program = InstalledProgram.Start(
            "node", "-e", "console.log(process.versions.node); process.stdin.resume()");
        string version = await program.ReadLine();
        Assert.Equal(new ProgramInfo(ProgramKind.NodeJs, "Node.js", version), _finder.Find(program.Tgid).Program);
    }

    [Fact]
    public async Task Java()
    {
        string source = Path.Combine(Directory.CreateTempSubdirectory("sysprof-java-").FullName, "Waits.java");
        try
        {
            File.WriteAllText(source, """
                public class Waits {
                    public static void main(String[] arguments) throws Exception {
                        System.out.println(System.getProperty("java.version"));
                        System.in.read();
                    }
                }
                """);
            using InstalledProgram program = InstalledProgram.Start("java", "-XX:+UseG1GC", source);
            string version = await program.ReadLine();
            ProgramInfo? found = _finder.Find(program.Tgid).Program;
            Assert.Equal(new ProgramInfo(ProgramKind.Jvm, "Java", version), found);
            Assert.Superset(
                new HashSet<string>
                {
                    "GC", "GC marking", "GC refinement", "GC service", "JIT compiler", "VM operations", "VM timer", "VM service",
                    "reference handler", "finalizer", "signal handler", "cleaner", "notifications",
                },
                LivingThreads.RolesOf(program.Tgid, found!).ToHashSet());
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(source)!, recursive: true);
        }
    }

    [Fact]
    public async Task Redis()
    {
        string version = (await InstalledProgram.Output(null, new Dictionary<string, string>(), "redis-server", "--version"))
            .Split(' ').Single(word => word.StartsWith("v=", StringComparison.Ordinal))["v=".Length..];
        string socket = Path.Combine(Path.GetTempPath(), $"sysprof-redis-{Environment.ProcessId}");
        using InstalledProgram server = InstalledProgram.Start(
            "redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--io-threads", "3");
        var expected = new ProgramInfo(ProgramKind.Redis, "redis", version);
        await Condition.Becomes(() => expected.Equals(_finder.Find(server.Tgid).Program));

        // jemalloc starts its own thread when it likes to.
        await Condition.Becomes(() => LivingThreads.RolesOf(server.Tgid, expected).Except(["memory allocator"]).Order()
            .SequenceEqual(["client I/O", "closes files", "event loop", "frees memory", "syncs the AOF"]));
        File.Delete(socket);
    }

    [Fact]
    public async Task Nginx()
    {
        string directory = Directory.CreateTempSubdirectory("sysprof-nginx-").FullName;
        try
        {
            // "nginx version: nginx/1.22.1" goes to stderr.
            string version = (await InstalledProgram.Output(null, new Dictionary<string, string>(), "/bin/sh", "-c", "/usr/sbin/nginx -v 2>&1"))
                .Trim().Split('/')[1].Split(' ')[0];
            File.WriteAllText(Path.Combine(directory, "nginx.conf"), $$"""
                daemon off;
                pid {{directory}}/pid;
                error_log {{directory}}/errors;
                events { }
                """);
            using InstalledProgram server = InstalledProgram.Start(
                "/usr/sbin/nginx", "-e", $"{directory}/errors", "-p", directory, "-c", "nginx.conf");
            var expected = new ProgramInfo(ProgramKind.Nginx, "nginx", version);
            await Condition.Becomes(() => expected.Equals(_finder.Find(server.Tgid).Program));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_static_program_that_says_nothing_of_itself_is_unknown()
    {
        using RunningWorkload workload = await RunningWorkload.Start("counts");
        Assert.Equal(ProgramInfo.Unknown, _finder.Find(workload.Tgid).Program);
        Assert.Equal("", ProgramInfo.Unknown.ToString());
    }

    [Fact]
    public void A_program_that_only_links_libraries_is_unknown()
    {
        using InstalledProgram program = InstalledProgram.Start("cat");
        Assert.Equal(ProgramInfo.Unknown, _finder.Find(program.Tgid).Program);
    }

    [Fact]
    public async Task An_executable_that_was_deleted_is_looked_at_all_the_same()
    {
        string copy = Path.Combine(Path.GetTempPath(), $"sysprof-deleted-{Environment.ProcessId}");
        File.Copy(await go.Served(), copy);
        using InstalledProgram program = InstalledProgram.Start(copy);
        await program.ReadLine();
        File.Delete(copy);
        Assert.Equal(ProgramKind.Go, _finder.Find(program.Tgid).Program?.Kind);
    }

    [Fact]
    public void Kernel_threads_and_processes_that_are_gone_have_none()
    {
        Assert.Equal("kthreadd\n", File.ReadAllText("/proc/2/comm"));
        Assert.Null(_finder.Find(2).Program);

        InstalledProgram program = InstalledProgram.Start("cat");
        int tgid = program.Tgid;
        program.Dispose();
        Assert.Null(_finder.Find(tgid).Program);
        Assert.Null(_finder.Find(0).Program);
        Assert.Null(_finder.Find(-1).Program);
    }

    [Fact]
    public async Task Without_capabilities_nothing_is_found_of_those_who_have_some()
    {
        using ChildProcess child = await ChildProcess.Start("find-dropped", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(["nothing"], await child.Finish());
    }

    private static string WithoutSections(string program)
    {
        byte[] file = File.ReadAllBytes(program);
        file.AsSpan(40, 8).Clear(); // e_shoff
        file.AsSpan(60, 4).Clear(); // e_shnum, e_shstrndx
        string copy = program + "-without-sections";
        File.WriteAllBytes(copy, file);
        File.SetUnixFileMode(copy, File.GetUnixFileMode(program));
        return copy;
    }
}
