using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sysprof.Cli.Serving.Logging;

namespace Sysprof.Cli.Serving.Systemd;

/// <summary>Tells the service manager how the service does (sd_notify); nothing where there is no manager.</summary>
/// <remarks>
/// A datagram of <c>NAME=VALUE</c> lines to the socket that <c>NOTIFY_SOCKET</c> names: a path, or an abstract name
/// after <c>@</c>. A manager that does not listen is a warning, no reason to stop.
/// </remarks>
/// <param name="socket">The value of <c>NOTIFY_SOCKET</c>, or null.</param>
/// <param name="log">Where the warning goes.</param>
internal sealed class ServiceNotifier(string? socket, ILogger log)
{
    /// <summary>The variable that names the socket.</summary>
    public const string Variable = "NOTIFY_SOCKET";

    /// <summary>The service is up; the manager starts what waits for it.</summary>
    /// <param name="status">A line for <c>systemctl status</c>.</param>
    public void Ready(string status) => Send($"READY=1\nSTATUS={Line(status)}");

    /// <summary>The service begins to end.</summary>
    public void Stopping() => Send("STOPPING=1\nSTATUS=stopping");

    private static string Line(string status) => status.ReplaceLineEndings(" ");

    private void Send(string message)
    {
        if (string.IsNullOrEmpty(socket))
        {
            return;
        }

        try
        {
            string address = socket[0] == '@' ? '\0' + socket[1..] : socket;
            using var datagrams = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            datagrams.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(address));
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            // An ArgumentException: a name that is too long for a socket.
            log.Warn("the service manager was not told", ("socket", socket), ("reason", error.Message));
        }
    }
}
