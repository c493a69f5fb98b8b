namespace Sysprof.Kernel.Resources;

/// <summary>Keeps pieces of bytes, many to an array: an object for each would be most of what is made for a file. One thread at a time.</summary>
/// <param name="chunkBytes">How many bytes an array has, or more for a piece that is longer. It lives as long as one of its pieces is referenced.</param>
internal sealed class ByteChunks(int chunkBytes)
{
    private byte[] _chunk = [];
    private int _used;

    /// <summary>A copy of some bytes.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _chunk.Length - _used)
        {
            (_chunk, _used) = (new byte[Math.Max(chunkBytes, bytes.Length)], 0);
        }

        bytes.CopyTo(_chunk.AsSpan(_used));
        _used += bytes.Length;
        return _chunk.AsMemory(_used - bytes.Length, bytes.Length);
    }
}
