using System.Buffers.Binary;
using System.Text;
using Sysprof.Profile.Recording;

namespace Sysprof.Fuzz.Targets;

/// <summary>
/// Makes a recording of bytes that are nearly one, so that what is behind the checksums is reached: magic, version,
/// lengths and checksums become right, types and payloads stay.
/// </summary>
internal static class ChunkRepair
{
    private static readonly string[] s_types = ["HEAD", "INTV", "DONE"];

    /// <summary>The recording: a chunk ends where the next word that is a type begins.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> bytes)
    {
        using var recording = new MemoryStream();
        recording.Write(Preface(bytes));
        ReadOnlySpan<byte> rest = bytes[Math.Min(bytes.Length, RecordingFormat.PrefaceLength)..];
        while (rest.Length > RecordingFormat.ChunkHeadLength)
        {
            int next = NextType(rest[RecordingFormat.ChunkHeadLength..]);
            int end = next < 0 ? rest.Length : RecordingFormat.ChunkHeadLength + next;
            // The checksum of the input is none of the payload.
            int payload = Math.Max(RecordingFormat.ChunkHeadLength, end - RecordingFormat.ChunkTailLength);
            recording.Write(Chunk(rest[..4], rest[RecordingFormat.ChunkHeadLength..payload]));
            rest = rest[end..];
        }

        return recording.ToArray();
    }

    /// <summary>A chunk of a type and a payload.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> payload)
    {
        byte[] chunk = new byte[RecordingFormat.ChunkHeadLength + payload.Length + RecordingFormat.ChunkTailLength];
        type.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), payload.Length);
        payload.CopyTo(chunk.AsSpan(RecordingFormat.ChunkHeadLength));
        int summed = chunk.Length - RecordingFormat.ChunkTailLength;
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(summed), Crc32C.Of(chunk.AsSpan(0, summed)));
        return chunk;
    }

    private static byte[] Preface(ReadOnlySpan<byte> bytes)
    {
        byte[] preface = new byte[RecordingFormat.PrefaceLength];
        RecordingFormat.Magic.CopyTo(preface);
        ushort major = bytes.Length > 8 && bytes[8] == 1 ? (ushort)1 : RecordingFormat.Major;
        BinaryPrimitives.WriteUInt16LittleEndian(preface.AsSpan(8), major);
        BinaryPrimitives.WriteUInt16LittleEndian(preface.AsSpan(10), RecordingFormat.Minor);
        BinaryPrimitives.WriteUInt32LittleEndian(preface.AsSpan(12), Crc32C.Of(preface.AsSpan(0, 12)));
        return preface;
    }

    private static int NextType(ReadOnlySpan<byte> bytes)
    {
        int first = -1;
        foreach (string type in s_types)
        {
            int at = bytes.IndexOf(Encoding.ASCII.GetBytes(type));
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }

        return first;
    }
}
