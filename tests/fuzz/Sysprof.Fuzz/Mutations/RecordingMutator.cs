using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Sysprof.Fuzz.Targets;
using Sysprof.Profile.Recording;
using Proto = Sysprof.Profile.Recording.Proto;

namespace Sysprof.Fuzz.Mutations;

/// <summary>Changes fields of the messages in a recording; the chunks around them stay right.</summary>
internal static class RecordingMutator
{
    /// <summary>The recording with some fields changed, and now and then with chunks twice, in another order, or not at all.</summary>
    /// <param name="recording">One that is right.</param>
    /// <param name="random">What to change.</param>
    public static byte[] Mutate(byte[] recording, Random random)
    {
        var mutator = new MessageMutator(random);
        List<(uint Type, IMessage Message)> chunks = [.. Chunks(recording)];
        for (int changes = random.Next(2) == 0 ? 1 : random.Next(2, 6); changes > 0; changes--)
        {
            mutator.Mutate(chunks[random.Next(chunks.Count)].Message);
        }

        int at = random.Next(chunks.Count);
        switch (random.Next(20))
        {
            case 0:
                chunks.Add(chunks[at]);
                break;
            case 1:
                chunks.RemoveAt(at);
                break;
            case 2:
                chunks.Insert(random.Next(chunks.Count), chunks[at]);
                break;
        }

        using var bytes = new MemoryStream();
        bytes.Write(recording.AsSpan(0, RecordingFormat.PrefaceLength));
        Span<byte> word = stackalloc byte[sizeof(uint)];
        foreach ((uint type, IMessage message) in chunks)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(word, type);
            bytes.Write(ChunkRepair.Chunk(word, Bytes(message)));
        }

        return bytes.ToArray();
    }

    /// <summary>The bytes of a message, the fields of an interval in the order of the format, which is not that of their numbers.</summary>
    public static byte[] Bytes(IMessage message)
    {
        if (message is not Proto.Interval interval)
        {
            return message.ToByteArray();
        }

        var definitions = new Proto.Interval { Head = interval.Head, Names = { interval.Names }, NewThreads = { interval.NewThreads } };
        var resources = new Proto.Interval { NewResources = { interval.NewResources } };
        var rows = new Proto.Interval { Threads = { interval.Threads }, Calls = { interval.Calls } };
        return [.. definitions.ToByteArray(), .. resources.ToByteArray(), .. rows.ToByteArray()];
    }

    /// <summary>The messages of a recording that is right.</summary>
    public static IEnumerable<(uint Type, IMessage Message)> Chunks(byte[] recording)
    {
        for (int at = RecordingFormat.PrefaceLength; at < recording.Length;)
        {
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(recording.AsSpan(at));
            int length = BinaryPrimitives.ReadInt32LittleEndian(recording.AsSpan(at + 4));
            MessageParser parser = type switch
            {
                RecordingFormat.HeaderChunk => Proto.Header.Parser,
                RecordingFormat.IntervalChunk => Proto.Interval.Parser,
                RecordingFormat.EndChunk => Proto.End.Parser,
                _ => throw new ArgumentException($"a chunk {Encoding.ASCII.GetString(recording, at, 4)} in a recording that is right"),
            };
            yield return (type, parser.ParseFrom(recording, at + RecordingFormat.ChunkHeadLength, length));
            at += RecordingFormat.ChunkHeadLength + length + RecordingFormat.ChunkTailLength;
        }
    }
}
