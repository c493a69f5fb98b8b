using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What descriptors refer to, each thing made once: that it was seen before costs a look-up. One thread at a time.</summary>
internal sealed class ResourceCache
{
    /// <summary>So many are remembered; then all are forgotten. Who has one keeps it.</summary>
    public const int Capacity = 1 << 16;

    private readonly Dictionary<byte[], Resource> _known = new(ReferenceComparer.Instance);
    private readonly Dictionary<byte[], Resource>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

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

        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        Resource made = ResourceText.Of(in record);
        _bySpan[record.Reference] = made;
        return made;
    }
}
