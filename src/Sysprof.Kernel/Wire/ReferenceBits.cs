namespace Sysprof.Kernel.Wire;

/// <summary>More about what a descriptor refers to (<c>enum reference_bits</c>).</summary>
[Flags]
internal enum ReferenceBits : ushort
{
    None = 0,
    Deleted = 0x01,
    Nameless = 0x02,
    Cut = 0x04,
    Listening = 0x08,
    Accepted = 0x10,
    Connected = 0x20,
}
