using Sysprof.Kernel.Wire;
using Sysprof.Tests.Resources;
using Xunit;

namespace Sysprof.Tests.Wire;

public sealed class RecordDecoderTests
{
    [Fact]
    public void A_message_that_is_not_whole_yet_is_waited_for()
    {
        byte[] message = DescriptorMessage.File("hosts\0etc\0");

        for (int length = 0; length < message.Length; length++)
        {
            Assert.False(RecordDecoder.TryDescriptor(message.AsSpan(0, length), out _));
        }

        Assert.True(RecordDecoder.TryDescriptor([.. message, 1, 2, 3], out DescriptorRecord record));
        Assert.Equal(message.Length, record.Length);
        Assert.Equal("hosts\0etc\0"u8.ToArray(), record.Path.ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_message_are_refused()
    {
        byte[] tooLong = DescriptorMessage.File("x\0");
        tooLong.AsSpan(2, 2).Fill(0xff);
        byte[] batch = DescriptorMessage.File("x\0");
        batch[0] = (byte)RecordKind.Batch;

        Assert.Throws<InvalidDataException>(() => RecordDecoder.TryDescriptor(tooLong, out _));
        Assert.Throws<InvalidDataException>(() => RecordDecoder.TryDescriptor(batch, out _));
        Assert.Throws<InvalidDataException>(() => { _ = RecordDecoder.Descriptor(new byte[DescriptorEvent.HeaderBytes - 1]); });
        Assert.Throws<InvalidDataException>(() => RecordDecoder.Fork(new byte[23]));
        Assert.Throws<InvalidDataException>(() => RecordDecoder.KindOf(new byte[1]));
    }

    [Theory]
    [InlineData("", false, "/")]
    [InlineData("web\0", false, "/web")]
    [InlineData("web\0system.slice\0", false, "/system.slice/web")]
    [InlineData("c\0b\0", true, ".../b/c")]
    [InlineData("\u0007\0", false, "/\u0007")]
    public void The_path_of_a_cgroup_reads_from_the_top_down(string names, bool isCut, string path) =>
        Assert.Equal((4711UL, path), RecordDecoder.Cgroup(CgroupMessage(names, isCut)));

    [Fact]
    public void Bytes_that_are_no_whole_cgroup_are_refused()
    {
        byte[] message = CgroupMessage("web\0", isCut: false);
        byte[] tooLong = [.. message];
        tooLong.AsSpan(2, 2).Fill(0xff);

        for (int length = 0; length < message.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => RecordDecoder.Cgroup(message.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => RecordDecoder.Cgroup(tooLong));
    }

    [Fact]
    public void The_kind_of_a_record_comes_first()
    {
        Assert.Equal(RecordKind.Descriptor, RecordDecoder.KindOf(DescriptorMessage.File("x\0")));
        Assert.Equal(RecordKind.Batch, RecordDecoder.KindOf(new byte[BatchEvent.HeaderBytes]));
    }

    private static byte[] CgroupMessage(string names, bool isCut)
    {
        byte[] path = System.Text.Encoding.UTF8.GetBytes(names);
        var head = new CgroupEvent
        {
            Record = (ushort)RecordKind.Cgroup,
            PathBytes = (ushort)path.Length,
            Cut = isCut ? 1u : 0,
            Id = 4711,
        };
        return [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<CgroupEvent>(in head)), .. path];
    }
}
