namespace Sysprof.Profile.Recording;

/// <summary>The constants of <c>docs/recording-format.md</c>.</summary>
internal static class RecordingFormat
{
    /// <summary>Bytes before the first chunk: magic, major and minor version, checksum of those.</summary>
    public const int PrefaceLength = 16;

    /// <summary>Raised when older readers would misread the file.</summary>
    public const ushort Major = 2;

    /// <summary>The oldest that is read: what has been added since is absent in it.</summary>
    public const ushort OldestMajor = 1;

    /// <summary>Raised when something is added that older readers may skip.</summary>
    public const ushort Minor = 2;

    /// <summary>Bytes of a chunk before its payload: type and length, u32 each.</summary>
    public const int ChunkHeadLength = 8;

    /// <summary>Bytes of a chunk after its payload: CRC-32C, u32.</summary>
    public const int ChunkTailLength = 4;

    /// <summary>
    /// The longest payload, in bytes. An interval of 10,000 threads with 10 calls each takes about a fifteenth of it.
    /// </summary>
    public const int MaxPayloadLength = 64 << 20;

    /// <summary>
    /// The most names, threads and resources, together, that may be defined at a time. A definition of two bytes takes some
    /// eighty of a reader; what fits into the longest payload of a writer that means it are no more than these.
    /// </summary>
    public const int MostDefined = 1 << 23;

    /// <summary>Chunk "HEAD": a <see cref="Proto.Header"/>; always the first.</summary>
    public const uint HeaderChunk = 0x44414548;

    /// <summary>Chunk "INTV": a <see cref="Proto.Interval"/>.</summary>
    public const uint IntervalChunk = 0x56544E49;

    /// <summary>Chunk "DONE": a <see cref="Proto.End"/>; always the last.</summary>
    public const uint EndChunk = 0x454E4F44;

    /// <summary>
    /// The first bytes. The first one is not ASCII and the last one is a line feed, so that a transfer that rewrites
    /// text is found out at once.
    /// </summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'S', (byte)'Y', (byte)'S', (byte)'P', (byte)'R', (byte)'F', (byte)'\n'];
}
