using System.Buffers.Binary;

namespace Sysprof.Profile.Recording;

/// <summary>Cuts a stream into chunks and checks them. Needs no seeking and reads nothing twice.</summary>
internal sealed class ChunkReader(Stream stream)
{
    private const int FirstBuffer = 64 << 10;

    // Type, length, payload and checksum of the chunk, side by side as in the file.
    private byte[] _buffer = new byte[FirstBuffer];

    /// <summary>Where the next chunk begins; after a fault, where the faulty one does. Bytes from the beginning.</summary>
    public long Offset { get; private set; } = RecordingFormat.PrefaceLength;

    /// <summary>Type of the chunk read last.</summary>
    public uint Type { get; private set; }

    /// <summary>Payload of the chunk read last; good until the next one is read.</summary>
    public ArraySegment<byte> Payload { get; private set; }

    /// <summary>What is wrong, after <see cref="ChunkStatus.Cut"/> and <see cref="ChunkStatus.Damaged"/>.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Reads the next chunk.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public ChunkStatus Read()
    {
        int read = stream.ReadAtLeast(
            _buffer.AsSpan(0, RecordingFormat.ChunkHeadLength), RecordingFormat.ChunkHeadLength, false);
        if (read == 0)
        {
            return ChunkStatus.EndOfFile;
        }

        if (read < RecordingFormat.ChunkHeadLength)
        {
            Detail = $"{read} bytes of a chunk are there";
            return ChunkStatus.Cut;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(4));
        if (length > RecordingFormat.MaxPayloadLength)
        {
            Detail = $"a chunk of {length} bytes, and {RecordingFormat.MaxPayloadLength} is the limit";
            return ChunkStatus.Damaged;
        }

        int whole = RecordingFormat.ChunkHeadLength + (int)length + RecordingFormat.ChunkTailLength;
        int there = Fill(whole);
        if (there < whole)
        {
            Detail = $"a chunk of {whole} bytes, of which {there} are there";
            return ChunkStatus.Cut;
        }

        int summed = whole - RecordingFormat.ChunkTailLength;
        if (BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(summed)) != Crc32C.Of(_buffer.AsSpan(0, summed)))
        {
            Detail = $"a chunk of {whole} bytes whose checksum is wrong";
            return ChunkStatus.Damaged;
        }

        Type = BinaryPrimitives.ReadUInt32LittleEndian(_buffer);
        Payload = new ArraySegment<byte>(_buffer, RecordingFormat.ChunkHeadLength, (int)length);
        Offset += whole;
        return ChunkStatus.Whole;
    }

    /// <summary>Reads on until the buffer holds <paramref name="whole"/> bytes; returns how many it does hold.</summary>
    /// <remarks>The buffer doubles as bytes arrive: a length that is not true costs no memory.</remarks>
    private int Fill(int whole)
    {
        int there = RecordingFormat.ChunkHeadLength;
        while (there < whole)
        {
            if (there == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            int read = stream.Read(_buffer.AsSpan(there, Math.Min(whole, _buffer.Length) - there));
            if (read == 0)
            {
                break;
            }

            there += read;
        }

        return there;
    }
}
