using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Sysprof.Kernel.Processes;

/// <summary>An address and a port as /proc/net has them.</summary>
internal readonly record struct SocketAddress(IPAddress Address, ushort Port)
{
    /// <summary>
    /// <c>0100007F:1F90</c>: words of the address as the machine reads them, then the port. Null when it is none.
    /// </summary>
    public static SocketAddress? Read(ReadOnlySpan<char> text)
    {
        const int wordDigits = 8;
        int colon = text.IndexOf(':');
        if (colon is not (wordDigits or 4 * wordDigits)
            || !ushort.TryParse(text[(colon + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort port))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[colon / 2];
        for (int at = 0; at < colon; at += wordDigits)
        {
            if (!uint.TryParse(
                text.Slice(at, wordDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word))
            {
                return null;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(at / 2)..], word);
        }

        var address = new IPAddress(bytes);
        return new SocketAddress(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }

    /// <summary><c>10.0.0.5:5432</c>, <c>[::1]:443</c>, or <c>:8080</c> of every address.</summary>
    public override string ToString()
    {
        bool isAny = Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);
        return isAny
            ? string.Create(CultureInfo.InvariantCulture, $":{Port}")
            : new IPEndPoint(Address, Port).ToString();
    }
}
