namespace Sysprof.Profile.Programs;

/// <summary>A program header: what is mapped where (elf(5), Phdr). Nothing in it has been checked.</summary>
/// <param name="Type">PT_LOAD, PT_DYNAMIC and so on.</param>
/// <param name="Flags">PF_X, PF_W and PF_R.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Address">Where it begins in memory, before it is moved as a whole.</param>
/// <param name="FileBytes">How much of it is in the file.</param>
public readonly record struct ElfSegment(
    uint Type, uint Flags, ulong Offset, ulong Address, ulong FileBytes)
{
    /// <summary>PT_LOAD: it is mapped.</summary>
    public const uint Load = 1;

    /// <summary>PT_DYNAMIC: the program is linked with libraries, or could be moved.</summary>
    public const uint Dynamic = 2;

    /// <summary>PF_X.</summary>
    public const uint Executable = 1;

    /// <summary>PF_W.</summary>
    public const uint Writable = 2;
}
