using System.Net;
using System.Net.Sockets;

namespace Sysprof.EndToEndTests.Serving;

/// <summary>Ports for servers that cannot be asked which one they chose.</summary>
internal static class FreePort
{
    /// <summary>One of loopback that was free a moment ago; the kernel gives it to nobody else for some time.</summary>
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
