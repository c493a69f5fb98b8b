using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;
using Sysprof.Cli.Serving.Systemd;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class ServiceNotifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sysprof-notify-").FullName;
    private readonly StringWriter _log = new();
    private readonly ILoggerFactory _logs;

    public ServiceNotifierTests() =>
        _logs = new LogSettings(LogLevel.Information, LogFormat.Logfmt).Open(_log, TimeProvider.System);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_manager_learns_what_happens(bool isAbstract)
    {
        string name = isAbstract ? $"@sysprof-test-{Guid.NewGuid()}" : Path.Combine(_folder, "notify");
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name[1..] : name));
        ServiceNotifier notifier = Notifier(name);

        notifier.Ready("serving\n/metrics");
        notifier.Stopping();

        Assert.Equal("READY=1\nSTATUS=serving /metrics", Received(manager));
        Assert.Equal("STOPPING=1\nSTATUS=stopping", Received(manager));
        Assert.Equal("", _log.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_manager_nobody_is_told(string? socket)
    {
        Notifier(socket).Ready("x");

        Assert.Equal("", _log.ToString());
    }

    [Theory]
    [InlineData("/nonexistent/notify")]
    [InlineData("@sysprof-nobody-is-there")]
    [InlineData("/a-name-that-is-too-long/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_manager_that_does_not_listen_is_a_warning(string socket)
    {
        Notifier(socket).Ready("x");

        Assert.Contains("level=warn msg=\"the service manager was not told\"", _log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Received(Socket manager)
    {
        byte[] datagram = new byte[1024];
        return Encoding.UTF8.GetString(datagram, 0, manager.Receive(datagram));
    }

    private ServiceNotifier Notifier(string? socket) => new(socket, _logs.CreateLogger("systemd"));
}
