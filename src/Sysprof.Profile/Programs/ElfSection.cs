namespace Sysprof.Profile.Programs;

/// <summary>A section header (elf(5), Shdr). Nothing in it has been checked.</summary>
/// <param name="Name">Its name, cut at 64 bytes.</param>
/// <param name="Type">SHT_PROGBITS, SHT_NOBITS and so on.</param>
/// <param name="Address">Where it begins in memory, before it is moved as a whole; 0 where it is not mapped.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Bytes">How long it is; in the file too, unless it is NOBITS.</param>
public readonly record struct ElfSection(string Name, uint Type, ulong Address, ulong Offset, ulong Bytes)
{
    /// <summary>SHT_NOBITS: it takes no room in the file.</summary>
    public const uint NoBits = 8;
}
