using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Sysprof.Cli.Terminal;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Cli;

[SupportedOSPlatform("linux")]
public sealed class OutputFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-test-").FullName;

    private string Name => Path.Combine(_directory, "x");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("something longer than what comes")]
    public void What_is_there_is_overwritten_by_force_alone(string content)
    {
        File.WriteAllText(Name, content);
        File.SetUnixFileMode(Name, OwnerOnly | UnixFileMode.OtherRead);

        SysprofException refused = Assert.Throws<SysprofException>(() => OutputFile.Open(Name, force: false, isPrivate: true));

        Assert.Equal($"writing {Name}: it exists already", refused.Message);
        Assert.Equal("--force overwrites it, -o names another", refused.Hint);
        Assert.Equal(ExitCode.Failure, refused.ExitCode);
        Assert.Equal(content, File.ReadAllText(Name));

        Write(Name, "new", force: true);
        Assert.Equal("new", File.ReadAllText(Name));
        Assert.Equal(OwnerOnly | UnixFileMode.OtherRead, File.GetUnixFileMode(Name));
    }

    [Fact]
    public void A_private_one_is_private_before_its_first_byte()
    {
        File.WriteAllText(Name, "old");
        File.SetUnixFileMode(Name, OwnerOnly | UnixFileMode.OtherRead);

        using OutputFile file = OutputFile.Open(Name, force: true, isPrivate: true);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Name));
        Assert.Equal("old", File.ReadAllText(Name));
    }

    [Fact]
    public void One_that_was_made_in_vain_is_removed_and_what_was_there_stays()
    {
        OutputFile.Open(Name, force: false).Dispose();
        Assert.False(File.Exists(Name));

        File.WriteAllText(Name, "old");
        OutputFile.Open(Name, force: true).Dispose();
        Assert.Equal("old", File.ReadAllText(Name));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_says_why()
    {
        File.WriteAllText(Path.Combine(_directory, "file"), "");
        Says(_directory, "is a directory");
        Says(Path.Combine(_directory, "missing", "x"), "no such file or directory");
        Says(Path.Combine(_directory, "file", "x"), "not a directory");
        Says("", "not a file name");
        Says("a\0b", "not a file name");
        Says(Path.Combine(_directory, new string('x', 300)), "file name too long");

        static void Says(string path, string reason) => Assert.Equal(
            $"writing {path}: {reason}", Assert.Throws<SysprofException>(() => OutputFile.Open(path, force: false)).Message);
    }

    /// <summary>A file of sysfs that nobody may write, root neither.</summary>
    [Fact]
    public void Forbidden_files_are_permission_denied()
    {
        SysprofException refused = Assert.Throws<SysprofException>(() => OutputFile.Open("/sys/kernel/notes", force: true));

        Assert.Matches("^writing /sys/kernel/notes: (permission denied|read-only file system)$", refused.Message);
    }

    [Fact]
    public void Devices_need_no_force_behind_a_link_either_and_stay()
    {
        File.CreateSymbolicLink(Name, "/dev/null");

        Write("/dev/null", "gone", force: false);
        Write(Name, "gone", force: false);
        SysprofException full = Assert.Throws<SysprofException>(() => Write("/dev/full", "x", force: false));

        Assert.Equal("writing /dev/full: no space left on device", full.Message);
        Assert.True(File.Exists("/dev/full"));
        Assert.True(File.Exists(Name));
    }

    [Theory]
    [InlineData("/dev/fd")]
    [InlineData("/proc/self/fd")]
    public void What_the_shell_has_opened_for_us_needs_no_force(string directory)
    {
        using var opened = new FileStream(Name, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);

        Write($"{directory}/{opened.SafeFileHandle.DangerousGetHandle()}", "new", force: false);

        Assert.Equal("new", File.ReadAllText(Name));
    }

    /// <summary>Opened twice, it would show its reader an end before the beginning.</summary>
    [Fact]
    public async Task A_named_pipe_needs_no_force_and_is_written_from_its_first_byte()
    {
        await RunAsync("mkfifo", Name);
        Task<string> read = Task.Run(() => File.ReadAllText(Name), TestContext.Current.CancellationToken);
        Write(Name, "all of it", force: false);

        Assert.Equal("all of it", await read);
        Assert.True(File.Exists(Name));
    }

    /// <summary>A pipe has no reader here: who opened it would wait for ever.</summary>
    [Theory]
    [InlineData("mkfifo {0}", "it is a special file of another user, who could read what is written")]
    [InlineData("mknod {0} c 1 3", "it is a special file of another user, who could read what is written")]
    [InlineData("perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => \"{0}\", Listen => 1)'",
        "it is a special file of another user, who could read what is written")]
    [InlineData("touch {0}", "it is another user's, who could read what is recorded")]
    [InlineData("ln -s x.target {0}", "it is a symbolic link of another user")]
    [InlineData("ln -s {0}.target {0}", "it is a symbolic link of another user")]
    [InlineData("touch {0}.target; ln -s {0}.target {0}", "it is a symbolic link of another user")]
    public async Task What_another_user_has_put_there_is_refused_before_it_is_opened(string make, string reason)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give a file to another user");
        await RunAsync("sh", "-c", string.Format(CultureInfo.InvariantCulture, make, Name));
        await RunAsync("chown", "--no-dereference", "65534", Name);
        string[] before = Directory.GetFileSystemEntries(_directory);

        SysprofException refused = Assert.Throws<SysprofException>(() => OutputFile.Open(Name, force: true, isPrivate: true));

        Assert.Equal($"writing {Name}: {reason}", refused.Message);
        Assert.NotNull(refused.Hint);
        Assert.Equal(before, Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task A_special_file_where_everybody_may_put_some_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give a directory to another user");
        await RunAsync("mkfifo", Name);
        await RunAsync("sh", "-c", $"chmod 1777 {_directory}; chown 65534 {_directory}");

        Assert.Equal(
            $"writing {Name}: it is a special file in a directory where everybody may put some",
            Assert.Throws<SysprofException>(() => OutputFile.Open(Name, force: false)).Message);
    }

    [Fact]
    public void A_link_of_ones_own_is_followed_also_to_what_is_not_there_yet()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "d"));
        File.CreateSymbolicLink(Name, "d/first");
        File.CreateSymbolicLink(Path.Combine(_directory, "d", "first"), "second");

        Write(Name, "new", force: false);

        Assert.Equal("new", File.ReadAllText(Path.Combine(_directory, "d", "second")));
        Assert.Equal("d/first", new FileInfo(Name).LinkTarget);
    }

    [Fact]
    public void Links_in_a_circle_are_told()
    {
        File.CreateSymbolicLink(Name, "x");

        Assert.Equal(
            $"writing {Name}: too many levels of symbolic links",
            Assert.Throws<SysprofException>(() => OutputFile.Open(Name, force: true)).Message);
    }

    /// <summary>What has another's name by then is not removed.</summary>
    [Fact]
    public void One_that_was_made_in_vain_is_removed_from_where_it_was_made_alone()
    {
        OutputFile file = OutputFile.Open(Name, force: false);
        File.Delete(Name);
        File.WriteAllText(Name, "another");

        file.Dispose();

        Assert.Equal("another", File.ReadAllText(Name));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    private static void Write(string path, string content, bool force)
    {
        using OutputFile file = OutputFile.Open(path, force, isPrivate: false);
        file.Write(writer => writer.Write(content));
    }
}
