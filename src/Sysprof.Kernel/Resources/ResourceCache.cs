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

        if (_known.Count >= Capacity || _bytes >= MostBytes)
        {
            _known.Clear();
            _made.Clear();
            _bytes = 0;
        }

        Resource made = ResourceText.Of(in record);
        if (_made.TryGetValue(made, out Resource? equal))
        {
            made = equal;
        }

        _made.Add(made);
        _bySpan[record.Reference] = made;
        _bytes += record.Reference.Length;
        return made;
    }
}
