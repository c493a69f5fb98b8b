using System.Buffers.Binary;
using Google.Protobuf;
using Sysprof.Profile;
using Sysprof.Profile.Model;
using Sysprof.Profile.Recording;
using Xunit;

namespace Sysprof.Tests.Recording;

/// <summary>Whatever the bytes are: a prefix of what was recorded and a clear word on the rest.</summary>
public class RecordingDamageTests
{
    private static readonly byte[] s_whole = Samples.Write(Samples.Three());
    private static readonly string[] s_texts = [.. Samples.Three().Select(IntervalText.Of)];

    [Fact]
    public void Cut_anywhere_it_gives_its_whole_intervals()
    {
        var seen = new HashSet<long>();
        for (int length = 0; length < s_whole.Length; length++)
        {
            if (ReadPrefix(s_whole[..length]) is { } end)
            {
                Assert.Equal(RecordingState.CutOff, end.State);
                Assert.InRange(end.Offset, length - 400, length);
                Assert.StartsWith($"x.rec: cut off after interval {end.Intervals}, at byte ", end.Warning("x.rec"));
                seen.Add(end.Intervals);
            }
        }

        Assert.Equal([0L, 1, 2, 3], seen.Order());
    }

    [Fact]
    public void With_any_byte_changed_in_any_way_it_gives_the_intervals_before()
    {
        for (int position = 0; position < s_whole.Length; position++)
        {
            byte[] bytes = [.. s_whole];
            for (int change = 1; change < 256; change++)
            {
                bytes[position] = (byte)(s_whole[position] ^ change);
                if (ReadPrefix(bytes) is { } end)
                {
                    Assert.NotEqual(RecordingState.Whole, end.State);
                    Assert.InRange(end.Offset, 0, position);
                }
            }
        }
    }

    [Fact]
    public void Garbage_is_not_a_recording()
    {
        var random = new Random(1009);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            Assert.Null(ReadPrefix(bytes));
            Assert.Null(ReadPrefix([.. s_whole[..16], .. bytes]));
            int end = EndOfHeader();
            Assert.NotEqual(RecordingState.Whole, ReadPrefix([.. s_whole[..end], .. bytes])!.Value.State);
        }
    }

    /// <summary>The checksum is right, the message is anything: the decoder stands on its own.</summary>
    [Fact]
    public void A_payload_with_any_byte_changed_throws_nothing_unforeseen()
    {
        int start = EndOfHeader();
        int length = BinaryPrimitives.ReadInt32LittleEndian(s_whole.AsSpan(start + 4));
        byte[] payload = s_whole[(start + 8)..(start + 8 + length)];
        foreach (int change in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 127, 255 })
        {
            for (int position = 0; position < length; position++)
            {
                payload[position] ^= (byte)change;
                (List<Interval> intervals, _) = Samples.Read([.. s_whole[..start], .. Chunk("INTV", payload)]);
                foreach (Interval interval in intervals)
                {
                    var summary = new Summary(Samples.Run);
                    summary.Add(interval);
                    Assert.NotEmpty(IntervalText.Of(interval));
                }

                payload[position] ^= (byte)change;
            }
        }
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x80000000)]
    [InlineData(RecordingFormat.MaxPayloadLength + 1)]
    public void A_length_over_the_limit_is_damage(uint length)
    {
        byte[] bytes = [.. s_whole];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(EndOfHeader() + 4), length);

        RecordingEnd end = Samples.Read(bytes).End;

        Assert.Equal(
            $"x.rec: damaged after interval 0, at byte {EndOfHeader()}: a chunk of {length} bytes, and 67108864 is the "
            + "limit; nothing behind it was read",
            end.Warning("x.rec"));
    }

    [Fact]
    public void A_length_that_is_not_true_costs_no_memory()
    {
        byte[] bytes = [.. s_whole];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(EndOfHeader() + 4), RecordingFormat.MaxPayloadLength);
        Samples.Read(bytes);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RecordingEnd end = Samples.Read(bytes).End;

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(
            $"x.rec: cut off after interval 0, at byte {EndOfHeader()}: a chunk of 67108876 bytes, of which "
            + $"{bytes.Length - EndOfHeader()} are there",
            end.Warning("x.rec"));
    }

    [Fact]
    public void Chunks_of_unknown_types_and_unknown_fields_are_skipped()
    {
        int start = EndOfHeader();
        byte[] bytes = [.. s_whole[..start], .. Chunk("NEXT", [1, 2, 3]), .. s_whole[start..]];
        Assert.Equal(string.Concat(s_texts), IntervalText.Of(Samples.Read(bytes).Intervals));
        Assert.Equal(RecordingState.Whole, Samples.Read(bytes).End.State);

        int length = BinaryPrimitives.ReadInt32LittleEndian(s_whole.AsSpan(start + 4));
        // Fields 100 (a number) and 101 (bytes) behind those that are known.
        byte[] payload = [.. s_whole[(start + 8)..(start + 8 + length)], 0xA0, 0x06, 0x05, 0xAA, 0x06, 0x01, 0x00];
        bytes = [.. s_whole[..start], .. Chunk("INTV", payload), .. s_whole[(start + 12 + length)..]];
        Assert.Equal(string.Concat(s_texts), IntervalText.Of(Samples.Read(bytes).Intervals));
    }

    [Theory]
    [InlineData(3, 0, "reading x.rec: a recording in format 3, and this sysprof reads format 2")]
    [InlineData(0, 9, "reading x.rec: a recording in format 0, and this sysprof reads format 2")]
    public void Another_major_version_is_refused(byte major, byte minor, string message)
    {
        SysprofException e = Assert.Throws<SysprofException>(() => Samples.Read(WithVersion(major, minor)));
        Assert.Equal(message, e.Message);
    }

    [Fact]
    public void Another_minor_version_is_read() =>
        Assert.Equal(RecordingState.Whole, Samples.Read(WithVersion(2, 7)).End.State);

    [Fact]
    public void Bytes_behind_the_end_and_a_wrong_total_are_damage()
    {
        RecordingEnd end = Samples.Read([.. s_whole, 0]).End;
        Assert.Equal((RecordingState.Damaged, 3, s_whole.Length), (end.State, end.Intervals, end.Offset));

        byte[] cut = Samples.Write(Samples.Three(), close: false);
        end = Samples.Read([.. cut, .. Chunk("DONE", new Sysprof.Profile.Recording.Proto.End { Intervals = 4 }.ToByteArray())]).End;
        Assert.Equal("the closing chunk tells of 4 intervals", end.Detail);
        end = Samples.Read([.. cut, .. s_whole[16..EndOfHeader()]]).End;
        Assert.Equal("a second header", end.Detail);
    }

    [Theory]
    [InlineData("reading x.rec: the file is empty", 0)]
    [InlineData("reading x.rec: not a sysprof recording", 1, 0x1F)]
    [InlineData("reading x.rec: cut off in its header, no interval is there", 3, 0x89)]
    public void What_is_no_recording_is_told_from_one_that_is_cut(string message, int length = -1, byte first = 0)
    {
        byte[] bytes = length < 0 ? [] : s_whole[..length];
        if (length > 0)
        {
            bytes[0] = first;
        }

        SysprofException e = Assert.Throws<SysprofException>(() => Samples.Read(bytes));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    internal static byte[] Chunk(string type, ReadOnlySpan<byte> payload)
    {
        byte[] chunk = new byte[payload.Length + 12];
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(chunk, 0);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), payload.Length);
        payload.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(payload.Length + 8), Crc32C.Of(chunk.AsSpan(0, payload.Length + 8)));
        return chunk;
    }

    private static byte[] WithVersion(byte major, byte minor)
    {
        byte[] bytes = [.. s_whole];
        bytes[8] = major;
        bytes[10] = minor;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Crc32C.Of(bytes.AsSpan(0, 12)));
        return bytes;
    }

    private static int EndOfHeader() => 16 + 12 + BinaryPrimitives.ReadInt32LittleEndian(s_whole.AsSpan(20));

    /// <summary>Reads bytes and sees to it that the intervals are the first ones; null when nothing could be read.</summary>
    private static RecordingEnd? ReadPrefix(byte[] bytes)
    {
        try
        {
            (List<Interval> intervals, RecordingEnd end) = Samples.Read(bytes);
            Assert.Equal(s_texts.Take(intervals.Count), intervals.Select(IntervalText.Of));
            Assert.Equal(intervals.Count, end.Intervals);
            return end;
        }
        catch (SysprofException e)
        {
            Assert.StartsWith("reading x.rec: ", e.Message);
            return null;
        }
    }
}
