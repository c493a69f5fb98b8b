using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Sysprof.KernelTests.Leaks;
using Sysprof.KernelTests.Unprivileged;
using Xunit;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>Under a service manager.</summary>
public sealed class ServeSystemdTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sysprof-notify-").FullName;

    public ServeSystemdTests() => SysprofProgram.RequireRoot();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_manager_is_told_of_the_attaching_and_of_the_end()
    {
        string path = Path.Combine(_directory, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using ServeProcess process = ServeProcess.Launch(
            [SysprofProgram.Path, "serve", "--web.listen-address=127.0.0.1:0"], ("NOTIFY_SOCKET", path));

        Assert.Equal("READY=1\nSTATUS=tracing the machine", await ReceiveAsync(manager));
        KernelObjects held = KernelObjects.Of(process.Tgid);
        held.AssertAny();
        ThreadPrivileges.AssertNone(process.Tgid);
        await process.IsReadyAsync();
        Assert.Contains("\nsysprof_syscalls_total{", await process.ScrapeAsync(), StringComparison.Ordinal);

        process.Signal(PosixSignal.SIGTERM);

        Assert.Equal("STOPPING=1\nSTATUS=stopping", await ReceiveAsync(manager));
        Assert.Equal(0, await process.EndAsync());
        Assert.Equal(0, manager.Available);
        await held.AreGone();
    }

    [Fact]
    public async Task Who_may_not_start_is_never_ready()
    {
        using var copy = new PublicCopy();
        string path = Path.Combine(_directory, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        await using ServeProcess process = ServeProcess.Launch(
            copy.AsNobody([], ["serve", "--web.listen-address=127.0.0.1:0"]), ("NOTIFY_SOCKET", path));

        Assert.Equal(77, await process.EndAsync());
        Assert.Equal(0, manager.Available);
    }

    [Fact]
    public async Task Sockets_are_taken_from_systemd()
    {
        InstalledProgram.Require("systemd-socket-activate");
        int port = FreePort.Find();
        await using ServeProcess process = ServeProcess.Launch(
            [
                "systemd-socket-activate", "--listen", $"127.0.0.1:{port}", .. DotnetRoot(),
                SysprofProgram.Path, "serve", "--web.systemd-socket", "--collector.cgroup",
            ]);
        await process.LogsAsync("Listening on ");

        // The first client has it started, and waits meanwhile.
        using var client = new HttpClient();
        using HttpResponseMessage first = await client.GetAsync(
            new Uri($"http://127.0.0.1:{port}/-/healthy"), TestContext.Current.CancellationToken);
        await process.IsReadyAsync();

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(port, process.Address.Port);
        Assert.Contains("\nsysprof_syscalls_total{", await process.ScrapeAsync(), StringComparison.Ordinal);
        ThreadPrivileges.AssertNone(process.Tgid);
        await process.StopAsync();
    }

    [Fact]
    public async Task Without_the_manager_there_are_no_sockets_to_take()
    {
        SysprofProgram.Result result = await SysprofProgram.RunAsync("serve", "--web.systemd-socket");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(
            "sysprof: error: taking systemd's sockets: none were passed on\n  hint: ", result.Error, StringComparison.Ordinal);
    }

    private static async Task<string> ReceiveAsync(Socket manager)
    {
        byte[] datagram = new byte[4096];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return Encoding.UTF8.GetString(datagram, 0, await manager.ReceiveAsync(datagram, patience.Token));
    }

    /// <summary>It hands on little of the environment; where .NET is may be in it.</summary>
    private static string[] DotnetRoot() => Environment.GetEnvironmentVariable("DOTNET_ROOT") is null ? [] : ["--setenv", "DOTNET_ROOT"];
}
