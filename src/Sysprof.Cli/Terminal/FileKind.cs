namespace Sysprof.Cli.Terminal;

/// <summary>What a file is, as the kernel counts in the mode (S_IFMT, linux/stat.h).</summary>
internal enum FileKind
{
    /// <summary>One with content.</summary>
    Regular = 0x8000,

    /// <summary>A directory.</summary>
    Directory = 0x4000,

    /// <summary>A symbolic link.</summary>
    Link = 0xa000,

    /// <summary>A pipe, with a name or without.</summary>
    Pipe = 0x1000,

    /// <summary>A device that is read and written byte by byte: a terminal, /dev/null.</summary>
    CharacterDevice = 0x2000,

    /// <summary>A device with blocks: a disk.</summary>
    BlockDevice = 0x6000,

    /// <summary>A socket.</summary>
    Socket = 0xc000,
}
