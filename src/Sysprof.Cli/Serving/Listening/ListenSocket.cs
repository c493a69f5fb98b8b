using System.Net;
using System.Net.Sockets;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Binds sockets to addresses, and says in our words what stands in the way.</summary>
/// <remarks>
/// The web server could bind by itself. Its errors leave open which of several addresses is meant, and come when much
/// has been started already.
/// </remarks>
internal static class ListenSocket
{
    /// <summary>A socket that listens on the address. Of a name with several addresses one is taken, IPv4 first.</summary>
    /// <exception cref="SysprofException">It cannot; names the address and the option.</exception>
    public static async Task<Socket> BindAsync(ListenAddress address, CancellationToken cancellation)
    {
        IPAddress ip = await ResolveAsync(address, cancellation).ConfigureAwait(false);
        Socket? socket = null;
        try
        {
            socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (ip.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(ip, address.Port));
            // Of two programs that bind at the same moment, one fails only here.
            socket.Listen();
            return socket;
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            throw Describe(address, error);
        }
    }

    private static async Task<IPAddress> ResolveAsync(ListenAddress address, CancellationToken cancellation)
    {
        if (address.Host.Length == 0)
        {
            return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        }

        if (IPAddress.TryParse(address.Host, out IPAddress? literal))
        {
            return literal;
        }

        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(address.Host, cancellation).ConfigureAwait(false);
            return found.OrderBy(ip => ip.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
        }
        catch (SocketException error)
        {
            throw new SysprofException(
                $"listening on {address}: the host '{address.Host}' is not known",
                $"{ListenAddress.Option} takes an address of this machine: 127.0.0.1:{address.Port}, or :{address.Port} for every interface",
                inner: error);
        }
    }

    private static SysprofException Describe(ListenAddress address, SocketException error)
    {
        (string reason, string hint) = error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => ("the address is in use", $"choose another one with {ListenAddress.Option}"),
            SocketError.AccessDenied => (
                "permission denied", $"ports below 1024 need root or CAP_NET_BIND_SERVICE; choose another one with {ListenAddress.Option}"),
            SocketError.AddressNotAvailable => (
                "this machine has no such address", $"{ListenAddress.Option} :{address.Port} listens on every interface"),
            _ => (error.Message, $"choose another address with {ListenAddress.Option}"),
        };
        return new SysprofException($"listening on {address}: {reason}", hint, inner: error);
    }
}
