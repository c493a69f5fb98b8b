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

    [Fact]
    public void The_kind_of_a_record_comes_first()
    {
        Assert.Equal(RecordKind.Descriptor, RecordDecoder.KindOf(DescriptorMessage.File("x\0")));
        Assert.Equal(RecordKind.Batch, RecordDecoder.KindOf(new byte[BatchEvent.HeaderBytes]));
    }
}
