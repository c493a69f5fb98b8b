using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Sysprof.EndToEndTests;

/// <summary>
/// A recording says the same to somebody without rights on a machine that has none of what it is about: other processes,
/// no kernel types, no cgroups, another name and network.
/// </summary>
public sealed class AnotherMachineTests : IAsyncLifetime
{
    private const string Elsewhere =
        """
        exec unshare --mount --pid --fork --uts --net --ipc bash -c '
          hostname elsewhere && mount -t proc proc /proc && mount -t tmpfs none /sys &&
          exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs "$SYSPROF" "$@"' bash
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-elsewhere-").FullName;

    private string Recording => Path.Combine(_directory, "x.rec");

    public async ValueTask InitializeAsync()
    {
        SysprofProgram.RequireRoot();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string script = $"exec 3<>/dev/tcp/127.0.0.1/{port}; echo hello >&3; cat /etc/passwd; ls /usr/lib; sleep 0.2; cat /nowhere";
        SysprofProgram.Result recorded =
            await SysprofProgram.RunAsync("record", "-i", "50ms", "-o", Recording, "--", "bash", "-c", script);
        Assert.Equal(1, recorded.ExitCode); // cat's
        File.SetUnixFileMode(_directory, File.GetUnixFileMode(_directory) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Recording, File.GetUnixFileMode(Recording) | UnixFileMode.OtherRead);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("report", "cat")]
    [InlineData("report", "cat", "--format", "json")]
    [InlineData("report", "/etc/passwd", "--by", "file")]
    [InlineData("report", "127.0.0.1:", "--by", "peer", "--format", "json")]
    [InlineData("report", "127.0.0.1:", "--by", "peer", "--format", "csv")]
    [InlineData("report", "ENOENT", "--by", "process", "--format", "json")]
    [InlineData("report", "openat", "--by", "syscall", "--format", "strace")]
    [InlineData("report", "", "--findings")]
    [InlineData("top", "bash", "--batch")]
    [InlineData("top", "cat", "--batch", "--format", "json")]
    public async Task A_recording_says_the_same_elsewhere(string command, string told, params string[] options)
    {
        SysprofProgram.Result here = await SysprofProgram.RunAsync([command, Recording, .. options]);
        using SysprofProgram elsewhere = SysprofProgram.StartShell(
            $"{Elsewhere} {command} {Recording} {string.Join(' ', options)}");

        Assert.Equal(0, here.ExitCode);
        Assert.Matches(told, here.Output);
        Assert.Equal(here, await elsewhere.EndAsync());
    }
}
