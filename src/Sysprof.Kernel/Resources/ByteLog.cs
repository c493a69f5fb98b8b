namespace Sysprof.Kernel.Resources;

/// <summary>
/// Keeps copies of byte strings in large chunks and gives out numbers for them, so that there is no object for each. One thread at a
/// time.
/// </summary>
internal sealed class ByteLog
{
    private const int ChunkBits = 16;
    private const int ChunkBytes = 1 << ChunkBits;
    private const int ChunksKept = 16;

    /// <summary>The longest piece, in bytes.</summary>
    public const int MostBytes = ChunkBytes;

    private readonly List<byte[]> _chunks = [];
    private int _end;

    /// <summary>How many bytes are in use.</summary>
    public int Length => _end;

    /// <summary>Keeps a copy of some bytes, <see cref="MostBytes"/> at most; returns their number.</summary>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        // A piece lies in one chunk.
        int at = (_end & (ChunkBytes - 1)) + bytes.Length > ChunkBytes ? (_end + ChunkBytes - 1) & -ChunkBytes : _end;
        _end = at + bytes.Length;
        if (at >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new byte[ChunkBytes]);
        }

        bytes.CopyTo(Piece(at, bytes.Length));
        return at;
    }

    /// <summary>The piece of a number and length.</summary>
    public ReadOnlySpan<byte> this[int at, int length] => Piece(at, length);

    /// <summary>Forgets all pieces and keeps a mebibyte of the memory.</summary>
    public void Clear()
    {
        _end = 0;
        _chunks.RemoveRange(Math.Min(ChunksKept, _chunks.Count), Math.Max(0, _chunks.Count - ChunksKept));
    }

    private Span<byte> Piece(int at, int length) => _chunks[at >> ChunkBits].AsSpan(at & (ChunkBytes - 1), length);
}
