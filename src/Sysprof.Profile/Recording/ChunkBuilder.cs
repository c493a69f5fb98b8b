using System.Buffers.Binary;
using Google.Protobuf;

namespace Sysprof.Profile.Recording;

/// <summary>Puts one chunk together in memory, so that it is written in one piece. Used again for each chunk.</summary>
internal sealed class ChunkBuilder : IDisposable
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Bytes of payload so far.</summary>
    public long PayloadLength => _bytes.Length - RecordingFormat.ChunkHeadLength;

    /// <summary>Begins a chunk. What is written to the result becomes its payload; flush it before <see cref="End"/>.</summary>
    public CodedOutputStream Begin(uint type)
    {
        Span<byte> head = stackalloc byte[RecordingFormat.ChunkHeadLength];
        BinaryPrimitives.WriteUInt32LittleEndian(head, type);
        _bytes.SetLength(0);
        _bytes.Write(head);
        return new CodedOutputStream(_bytes, leaveOpen: true);
    }

    /// <summary>Fills in the length, adds the checksum and returns the chunk; good until the next one begins.</summary>
    public ReadOnlySpan<byte> End()
    {
        Span<byte> whole = _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(whole[4..], (uint)PayloadLength);
        Span<byte> tail = stackalloc byte[RecordingFormat.ChunkTailLength];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, Crc32C.Of(whole));
        _bytes.Write(tail);
        return _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
    }

    /// <summary>The chunk that holds one message.</summary>
    public ReadOnlySpan<byte> Build(uint type, IMessage message)
    {
        using (CodedOutputStream output = Begin(type))
        {
            message.WriteTo(output);
        }

        return End();
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
