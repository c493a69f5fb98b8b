namespace Sysprof.Kernel.Wire;

/// <summary>Sizes both sides know (<c>enum wire_limits</c>).</summary>
internal static class WireLimits
{
    public const int CommBytes = 16;
    public const int BatchCalls = 64;
    public const int CallNumbers = 1024;
    public const int CallAbis = 3;
    public const int PathBytes = 4096;
    public const int NameBytes = 256;
    public const int AddressBytes = 16;
    public const int CallArguments = 6;
    public const int SightCalls = 4;
}
