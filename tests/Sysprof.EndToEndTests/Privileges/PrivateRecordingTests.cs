using System.Diagnostics;
using Xunit;

namespace Sysprof.EndToEndTests.Privileges;

/// <summary>What is recorded is for the eyes of who recorded it.</summary>
public sealed class PrivateRecordingTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-private-").FullName;

    public PrivateRecordingTests() => SysprofProgram.RequireRoot();

    private string Recording => Path.Combine(_directory, "x.rec");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("000")]
    [InlineData("022")]
    [InlineData("777")]
    public async Task A_new_one_is_whatever_the_umask(string umask)
    {
        await RecordAsync($"umask {umask}; exec");

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Recording));
        Assert.NotEqual(0, new FileInfo(Recording).Length);
    }

    [Theory]
    [InlineData("000")]
    [InlineData("077")]
    public async Task One_that_is_overwritten_is_from_then_on(string umask)
    {
        await File.WriteAllTextAsync(Recording, "for all", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Recording, ForAll);

        await RecordAsync($"umask {umask}; exec", "--force");

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Recording));
    }

    [Fact]
    public async Task A_device_behind_a_link_stays_as_it_is()
    {
        UnixFileMode before = File.GetUnixFileMode("/dev/null");
        File.CreateSymbolicLink(Recording, "/dev/null");

        await RecordAsync("exec", "--force");

        Assert.Equal(before, File.GetUnixFileMode("/dev/null"));
    }

    [Fact]
    public async Task Without_a_right_to_the_directory_there_is_one_line_and_no_run()
    {
        using var copy = new Serving.PublicCopy();

        Assert.Equal(
            new SysprofProgram.Result(1, "", $"sysprof: error: writing {Recording}: permission denied\n"),
            await copy.RunAsNobodyAsync("record", "-d", "1s", "-o", Recording));
    }

    /// <summary>It may be written to, but its owner could read what comes into it.</summary>
    [Fact]
    public async Task That_of_another_user_is_left_alone()
    {
        using var copy = new Serving.PublicCopy();
        string others = copy.Write("others.rec", "precious");
        File.SetUnixFileMode(others, ForAll | UnixFileMode.OtherWrite);

        Assert.Equal(
            new SysprofProgram.Result(
                1,
                "",
                $"sysprof: error: writing {others}: it is another user's, who could read what is recorded\n  hint: -o names another file\n"),
            await copy.RunAsNobodyAsync("record", "-d", "1s", "--force", "-o", others));
        Assert.Equal("precious", await File.ReadAllTextAsync(others, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Root_leaves_that_of_another_user_alone()
    {
        await File.WriteAllTextAsync(Recording, "precious", TestContext.Current.CancellationToken);
        using (Process chown = Process.Start("chown", ["nobody", Recording]))
        {
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        SysprofProgram.Result result = await SysprofProgram.RunAsync("record", "-d", "1s", "--force", "-o", Recording);

        Assert.Equal(
            new SysprofProgram.Result(
                1,
                "",
                $"sysprof: error: writing {Recording}: it is another user's, who could read what is recorded\n  hint: -o names another file\n"),
            result);
        Assert.Equal("precious", await File.ReadAllTextAsync(Recording, TestContext.Current.CancellationToken));
    }

    private async Task RecordAsync(string before, string option = "")
    {
        using SysprofProgram program = SysprofProgram.StartShell($"{before} \"$SYSPROF\" record {option} -o {Recording} -- true");
        SysprofProgram.Result result = await program.EndAsync();
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
