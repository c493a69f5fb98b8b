using System.Buffers.Binary;
using System.Numerics;

namespace Sysprof.Profile.Recording;

/// <summary>CRC-32C (Castagnoli), as in iSCSI and ext4.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of <paramref name="bytes"/>; 0xE3069283 for "123456789".</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte last in bytes)
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return ~crc;
    }
}
