using Sysprof.Kernel.Resources;
using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Resources;

public sealed class ResourceCacheTests
{
    [Fact]
    public void The_same_file_is_the_same_resource_whoever_opens_it_and_when()
    {
        var cache = new ResourceCache();
        byte[] message = DescriptorMessage.File("hosts\0etc\0");
        Resource first = cache.Of(RecordDecoder.Descriptor(message));
        // Everything before what it refers to differs: who, which number, since when.
        message.AsSpan(4, DescriptorEvent.ReferenceOffset - 4).Fill(0x5a);

        Assert.Same(first, cache.Of(RecordDecoder.Descriptor(message)));
    }

    [Fact]
    public void A_file_that_was_seen_before_allocates_nothing()
    {
        var cache = new ResourceCache();
        byte[] message = DescriptorMessage.File("hosts\0etc\0");
        _ = cache.Of(RecordDecoder.Descriptor(message));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1009; i++)
        {
            _ = cache.Of(RecordDecoder.Descriptor(message));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void When_it_is_full_it_begins_anew()
    {
        var cache = new ResourceCache();
        for (int i = 0; i < ResourceCache.Capacity; i++)
        {
            _ = cache.Of(RecordDecoder.Descriptor(DescriptorMessage.File($"{i}\0")));
        }

        Assert.Equal(ResourceCache.Capacity, cache.Count);
        Assert.Equal("/next", cache.Of(RecordDecoder.Descriptor(DescriptorMessage.File("next\0"))).Name);
        Assert.Equal(1, cache.Count);
    }
}
