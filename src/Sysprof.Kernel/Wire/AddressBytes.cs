using System.Runtime.CompilerServices;

namespace Sysprof.Kernel.Wire;

/// <summary>An IPv6 address, or one of IPv4 in the first four bytes.</summary>
[InlineArray(Length)]
internal struct AddressBytes
{
    public const int Length = WireLimits.AddressBytes;

    private byte _first;
}
