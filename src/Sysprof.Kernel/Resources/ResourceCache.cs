using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What descriptors refer to, each thing made once: that it was seen before costs a look-up. One thread at a time.</summary>
internal sealed class ResourceCache
{
    /// <summary>So many are remembered, of so many bytes together; then all are forgotten. Who has one keeps it.</summary>
    public const int Capacity = 1 << 16;

    private const int MostBytes = 32 << 20;

    // A chunk lives as long as one of its pieces: names are kept by resources, messages by this cache alone.
    private const int NameChunkBytes = 1 << 10;
    private const int MessageChunkBytes = 1 << 16;

    private readonly SplitTables<Known> _known = new();
    // Different messages may mean the same to people: they get one object, which is what is quick to count.
    private readonly SplitTables<Made> _made = new();

    private readonly ByteChunks _names = new(NameChunkBytes);
    private readonly ByteChunks _messages = new(MessageChunkBytes);
    private long _bytes;

    /// <summary>How many are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>What a message says that a descriptor refers to.</summary>
    public Resource Of(in DescriptorRecord record)
    {
        ReadOnlySpan<byte> reference = record.Reference;
        int spread = SpreadOf(reference);
        if (Find(reference, spread) is { } known)
        {
            return known;
        }

        ForgetWhenFull();
        Resource made = Same(ResourceText.Of(in record, _names));
        _known.Add(new Known(_messages.Keep(reference), spread, made));
        _bytes += reference.Length;
        return made;
    }

    /// <summary>The object for what a resource stands for: one for all that are equal.</summary>
    public Resource Same(Resource resource)
    {
        int spread = resource.GetHashCode();
        Span<Made> piece = _made.PieceOf(spread);
        for (int at = spread & (piece.Length - 1); piece[at].Resource is { } made; at = (at + 1) & (piece.Length - 1))
        {
            if (made.Equals(resource))
            {
                return made;
            }
        }

        ForgetWhenFull();
        _made.Add(new Made(resource));
        return resource;
    }

    private static int SpreadOf(ReadOnlySpan<byte> reference)
    {
        var hash = new HashCode();
        hash.AddBytes(reference);
        return hash.ToHashCode();
    }

    private Resource? Find(ReadOnlySpan<byte> reference, int spread)
    {
        Span<Known> piece = _known.PieceOf(spread);
        for (int at = spread & (piece.Length - 1); !piece[at].IsFree; at = (at + 1) & (piece.Length - 1))
        {
            if (piece[at].Spread == spread && piece[at].Reference.SequenceEqual(reference))
            {
                return piece[at].Resource;
            }
        }

        return null;
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

    /// <summary>A message, and what it means.</summary>
    private readonly struct Known(ReadOnlyMemory<byte> reference, int spread, Resource resource) : IHashed
    {
        public Resource? Resource { get; } = resource;

        public int Spread { get; } = spread;

        public bool IsFree => Resource is null;

        public ReadOnlySpan<byte> Reference => reference.Span;
    }

    private readonly struct Made(Resource resource) : IHashed
    {
        public Resource? Resource { get; } = resource;

        public int Spread => Resource!.GetHashCode();

        public bool IsFree => Resource is null;
    }
}
