using System.Diagnostics;
using System.Globalization;
using Sysprof.Kernel.Files;
using Sysprof.Kernel.Processes;
using Sysprof.KernelTests.Children;
using Sysprof.KernelTests.Harness;
using Sysprof.KernelTests.Unprivileged;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.KernelTests.Processes;

/// <summary>What the process that looks at files of others does, and what it does not.</summary>
public sealed class ForeignFilesTests : IDisposable
{
    // CAP_DAC_READ_SEARCH, CAP_SYS_PTRACE and CAP_CHECKPOINT_RESTORE, as /proc writes them.
    private const string ToLook = "0000010000080004";

    private readonly ForeignFiles _files = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-foreign-").FullName;

    public void Dispose()
    {
        _files.Dispose();
        using Process removes = Process.Start("rm", ["-rf", _directory]); // Of any depth.
        removes.WaitForExit();
    }

    [Fact]
    public void It_may_look_and_nothing_else()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to have what is given up");
        AssertLooks();
        Assert.Equal(["sysprof-files"], ThreadPrivileges.AssertOnly(ToLook, _files.HelperTgid));
    }

    [Fact]
    public void It_holds_nothing_of_ours_but_its_socket()
    {
        AssertLooks();
        IEnumerable<string?> links = Directory.EnumerateFileSystemEntries($"/proc/{_files.HelperTgid}/fd").Select(file => new FileInfo(file).LinkTarget).Order(StringComparer.Ordinal);
        Assert.Equal(
            ["/dev/null", "/dev/null", "/dev/null", "/proc", "socket"],
            links.Select(link => link!.Split(':')[0]));
        Assert.Equal("/", new FileInfo($"/proc/{_files.HelperTgid}/cwd").LinkTarget);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    [InlineData("TSTP")]
    public async Task Signals_that_end_us_are_none_of_its_business(string signal)
    {
        AssertLooks();
        int helper = _files.HelperTgid;
        await Kill(signal, helper);
        AssertLooks();
        Assert.Equal((1, helper), (_files.HelpersStarted, _files.HelperTgid));
    }

    [Fact]
    public async Task One_that_is_killed_is_replaced()
    {
        AssertLooks();
        int first = _files.HelperTgid;
        await Kill("KILL", first);
        await Condition.Becomes(() => File.ReadAllText($"/proc/{first}/stat").Contains(") Z ", StringComparison.Ordinal));
        Assert.Equal(LookOutcome.NoAnswer, Look(Environment.ProcessId));
        AssertLooks();
        Assert.Equal(2, _files.HelpersStarted);
        Assert.False(LeftHelpers.OfProcess.Contains(first));
    }

    [Fact]
    public async Task It_ends_with_its_socket()
    {
        AssertLooks();
        int helper = _files.HelperTgid;
        _files.Dispose();
        await Condition.Becomes(() => !LeftHelpers.OfProcess.Contains(helper));
        Assert.False(Directory.Exists($"/proc/{helper}"));
    }

    [Fact]
    public void What_cannot_be_asked_for_is_refused_unasked()
    {
        _files.Begin(ProgramFinder.MostTime);
        Assert.All(
            ["", "1\0/exe", new string('a', 4096), new string('ä', 2048)],
            path => Assert.Equal(LookOutcome.Unreadable, _files.Find(null, path, inRoot: false, out _)));
        Assert.Equal(0, _files.HelpersStarted);

        for (uint slot = 0; slot < FileQuestion.Slots; slot++)
        {
            Assert.Equal(LookOutcome.Known, _files.Find(null, "1", inRoot: false, out _));
        }

        Assert.Equal(LookOutcome.NotAsked, _files.Find(null, "1", inRoot: false, out _));
        _files.End();
        AssertLooks();
    }

    [Theory]
    [InlineData("kmsg")]
    [InlineData("/etc/passwd")]
    [InlineData("1/environ")]
    [InlineData("self")]
    public void It_finds_nothing_in_proc_but_processes(string path)
    {
        _files.Begin(ProgramFinder.MostTime);
        Assert.Equal(LookOutcome.Unreadable, _files.Find(null, path, inRoot: false, out _));
        _files.End();
    }

    [Theory]
    [InlineData("environ")]
    [InlineData("fd/0")]
    [InlineData("cwd")]
    [InlineData("map_files/../environ")]
    [InlineData("/etc/passwd")]
    public void It_finds_nothing_of_processes_but_what_looks_need(string path)
    {
        _files.Begin(ProgramFinder.MostTime);
        _files.Find(null, $"{Environment.ProcessId}", inRoot: false, out ForeignFile? process);
        Assert.Equal(LookOutcome.Unreadable, _files.Find(process, path, inRoot: false, out _));
        _files.End();
    }

    [Fact]
    public void A_look_that_has_no_time_asks_nothing()
    {
        _files.Begin(TimeSpan.Zero);
        Assert.Equal(LookOutcome.NotAsked, _files.Find(null, "1", inRoot: false, out _));
        Assert.Equal(0, _files.HelpersStarted);
    }

    [Fact]
    public void A_look_reads_so_much_and_no_more()
    {
        string path = Path.Combine(_directory, "huge");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(4L << 30);
        }

        _files.Begin(TimeSpan.FromMinutes(10));
        _files.Find(null, $"{Environment.ProcessId}", inRoot: false, out ForeignFile? process);
        _files.Find(process, "root", inRoot: false, out ForeignFile? root);
        Assert.Equal(LookOutcome.Known, _files.Find(root, path, inRoot: true, out ForeignFile? huge));
        Assert.Equal(4UL << 30, huge!.Identity.Bytes);
        var buffer = new byte[1 << 20];
        long total = 0;
        Assert.Throws<IOException>(() =>
        {
            for (int read = 1; read > 0; total += read)
            {
                read = huge.Read(total, buffer);
            }
        });
        Assert.Equal((ForeignFiles.MostBytes, LookOutcome.NotAsked), (total, huge.Outcome));
        _files.End();
    }

    [Theory]
    [InlineData("/dev/zero")]
    [InlineData("/etc")]
    [InlineData("/proc/thread-self/mem")] // Not a link, yet one that this process means and not the helper.
    [InlineData("/proc/kmsg")] // Takes what it tells from others; it has no size, and its /proc may be any.
    [InlineData("/no such file")]
    public void What_is_no_file_with_content_is_not_read(string path)
    {
        _files.Begin(ProgramFinder.MostTime);
        _files.Find(null, $"{Environment.ProcessId}", inRoot: false, out ForeignFile? process);
        _files.Find(process, "root", inRoot: false, out ForeignFile? root);
        LookOutcome outcome = _files.Find(root, path, inRoot: true, out ForeignFile? found);
        if (found is not null)
        {
            Assert.Throws<IOException>(() => found.Read(0, new byte[1]));
            outcome = found.Outcome;
        }

        _files.End();
        Assert.NotEqual(LookOutcome.Known, outcome);
    }

    [Fact]
    public async Task An_executable_of_4_GB_is_looked_at_as_far_as_it_is_one()
    {
        string path = Path.Combine(_directory, "sparse");
        File.Copy(Paths.Workload, path);
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(4L << 30);
        }

        using InstalledProgram program = InstalledProgram.Start(path, "counts", "--wait");
        Assert.StartsWith("ready ", await program.ReadLine(), StringComparison.Ordinal);
        using var finder = new ProgramFinder();
        Assert.Equal(new ProgramLook(ProgramInfo.Unknown, LookOutcome.Known), finder.Find(program.Tgid));
    }

    [Fact]
    public async Task An_executable_deeper_than_any_path_is_looked_at()
    {
        using InstalledProgram program = InstalledProgram.Start(
            "python3",
            "-c",
            """
            import os, shutil, sys
            os.chdir(sys.argv[1])
            for i in range(40):
                os.mkdir("d" * 250)
                os.chdir("d" * 250)
            shutil.copy(sys.argv[2], "./workload")
            os.execv("./workload", ["workload", "counts", "--wait"])
            """,
            _directory,
            Paths.Workload);
        Assert.StartsWith("ready ", await program.ReadLine(), StringComparison.Ordinal);
        using var finder = new ProgramFinder();
        Assert.Equal(new ProgramLook(ProgramInfo.Unknown, LookOutcome.Known), finder.Find(program.Tgid));
    }

    [Fact]
    public void A_process_that_ended_during_the_look_is_gone()
    {
        using Process process = Process.Start("sleep", ["1009"]);
        _files.Begin(ProgramFinder.MostTime);
        Assert.Equal(LookOutcome.Known, _files.Find(null, process.Id.ToString(CultureInfo.InvariantCulture), inRoot: false, out ForeignFile? directory));
        process.Kill();
        process.WaitForExit();
        Assert.All(["exe", "maps", "root", "comm"], name => Assert.Equal(LookOutcome.Gone, _files.Find(directory, name, inRoot: false, out _)));
        _files.End();
    }

    private static async Task Kill(string signal, int tgid)
    {
        using Process kill = Process.Start("kill", ["-s", signal, $"{tgid}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private void AssertLooks() => Assert.Equal(LookOutcome.Known, Look(Environment.ProcessId));

    private LookOutcome Look(int tgid)
    {
        _files.Begin(ProgramFinder.MostTime);
        LookOutcome outcome = _files.Find(null, $"{tgid}", inRoot: false, out _);
        _files.End();
        return outcome;
    }
}
