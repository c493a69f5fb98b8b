namespace Sysprof.Profile.Recording;

/// <summary>What <see cref="ChunkReader"/> found where a chunk should begin.</summary>
internal enum ChunkStatus
{
    /// <summary>A chunk whose checksum is right.</summary>
    Whole,

    /// <summary>The end of the file.</summary>
    EndOfFile,

    /// <summary>The beginning of a chunk, then the end of the file.</summary>
    Cut,

    /// <summary>A length over the limit, or a wrong checksum.</summary>
    Damaged,
}
