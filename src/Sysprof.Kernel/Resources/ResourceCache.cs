using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What descriptors refer to, each thing made once: that it was seen before costs a look-up. One thread at a time.</summary>
internal sealed class ResourceCache
{
    /// <summary>So many are remembered, of so many bytes together; then all are forgotten. Who has one keeps it.</summary>
    public const int Capacity = 1 << 16;

    private const int MostBytes = 32 << 20;

    private readonly Dictionary<byte[], Resource> _known = new(ReferenceComparer.Instance);
    // Different messages may mean the same to people: they get one object, which is what is quick to count.
    private readonly HashSet<Resource> _made = [];
    private readonly Dictionary<byte[], Resource>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    private long _bytes;

    public ResourceCache() => _bySpan = _known.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>What a message says that a descriptor refers to.</summary>
    public Resource Of(in DescriptorRecord record)
    {
        if (_bySpan.TryGetValue(record.Reference, out Resource? known))
        {
            return known;
        }

        ForgetWhenFull();
        Resource made = Same(ResourceText.Of(in record));
        _bySpan[record.Reference] = made;
        _bytes += record.Reference.Length;
        return made;
    }

    /// <summary>The object for what a resource stands for: one for all that are equal.</summary>
    public Resource Same(Resource resource)
    {
        if (_made.TryGetValue(resource, out Resource? made))
        {
            return made;
        }

        ForgetWhenFull();
        _made.Add(resource);
        return resource;
    }

    private void ForgetWhenFull()
    {
        if (_made.Count >= Capacity || _known.Count >= Capacity || _bytes >= MostBytes)
        {
            _known.Clear();
            _made.Clear();
            _bytes = 0;
        }
    }
}
