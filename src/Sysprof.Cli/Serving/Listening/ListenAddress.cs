using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sysprof.Cli.CommandLine;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Listening;

/// <summary>Where to listen, as it is written: <c>localhost:10435</c>, <c>:10435</c>, <c>[::1]:10435</c>.</summary>
/// <param name="Host">A name or an address without brackets; "" for every interface.</param>
/// <param name="Port">0 to 65535; 0 lets the kernel choose one.</param>
internal readonly record struct ListenAddress(string Host, int Port)
{
    /// <summary>The option that says it.</summary>
    public const string Option = "--web.listen-address";

    /// <summary>The port that is listened on unless told otherwise.</summary>
    public const int DefaultPort = 10435;

    /// <summary>Loopback: what system calls a machine makes is nobody else's business.</summary>
    public static ListenAddress Default { get; } = new("127.0.0.1", DefaultPort);

    /// <summary>The address that <paramref name="option"/> was given.</summary>
    /// <exception cref="SysprofException">It is none; says how it is written.</exception>
    public static ListenAddress Parse(string option, string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            string rest = text[(scheme + 3)..].TrimEnd('/');
            throw Wrong(option, text, "is a URL; write host:port", rest.Contains(':') ? $"{option} {rest}" : null);
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            throw WithoutPort(option, text);
        }

        string host = text[..colon];
        if (host.StartsWith('[') != host.EndsWith(']') || (host.Contains(':') && !host.StartsWith('[')))
        {
            throw Wrong(option, text, "an IPv6 address stands in brackets", $"{option} [::1]:{DefaultPort}");
        }

        return new ListenAddress(ParseHost(option, text, host), ParsePort(option, text, text[(colon + 1)..]));
    }

    /// <summary>As it is written; every interface as <c>:port</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");

    private static string ParseHost(string option, string text, string host)
    {
        if (host.StartsWith('['))
        {
            string inside = host[1..^1];
            return IPAddress.TryParse(inside, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? inside
                : throw Wrong(option, text, "there is no IPv6 address in the brackets", $"{option} [::1]:{DefaultPort}");
        }

        return host.Length == 0 || Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4
            ? host
            : throw Wrong(option, text, "is not a host name or address");
    }

    private static int ParsePort(string option, string text, string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number <= IPEndPoint.MaxPort
            ? number
            : throw Wrong(option, text, "the port must be a number from 0 to 65535");

    private static SysprofException WithoutPort(string option, string text)
    {
        bool isPort = text.Length > 0 && text.All(char.IsAsciiDigit);
        return Wrong(
            option,
            text,
            isPort ? "is only a port" : "has no port",
            isPort
                ? $"{option} 127.0.0.1:{text}, or :{text} for every interface"
                : $"{option} {(text.Length == 0 ? "127.0.0.1" : text)}:{DefaultPort}");
    }

    private static SysprofException Wrong(string option, string text, string what, string? hint = null) =>
        Usage.Error($"{option} '{text}': {what}", hint);
}
