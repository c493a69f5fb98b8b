using Sysprof.Kernel.Wire;
using Sysprof.Profile.Model;

namespace Sysprof.Kernel.Resources;

/// <summary>What descriptors refer to, each thing made once: that it was seen before costs a look-up. One thread at a time.</summary>
/// <remarks>
/// Its tables hold numbers instead of references, and resources lie in the order in which they were made: the garbage collector has to
/// look at the newest ones alone.
/// </remarks>
internal sealed class ResourceCache
{
    /// <summary>So many are remembered, of so many bytes together; then all are forgotten. Who has one keeps it.</summary>
    public const int Capacity = 1 << 16;

    private const int MostBytes = 32 << 20;

    // A chunk lives as long as one of the resources with a name in it.
    private const int NameChunkBytes = 1 << 10;

    private readonly SplitTables<Known> _known = new();
    // Different messages may mean the same to people: they get one object, which is what is quick to count.
    private readonly SplitTables<Made> _made = new();

    private readonly List<Resource> _resources = [];
    private readonly ByteChunks _names = new(NameChunkBytes);
    private readonly ByteLog _messages = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>What a message says that a descriptor refers to.</summary>
    public Resource Of(in DescriptorRecord record)
    {
        ReadOnlySpan<byte> reference = record.Reference;
        int spread = SpreadOf(reference);
        int number = Find(reference, spread);
        if (number < 0)
        {
            ForgetWhenFull();
            Resource resource = ResourceText.Of(in record, _names);
            int made = FindMade(resource);
            number = made >= 0 ? made : Add(resource);
            _known.Add(new Known(spread, _messages.Add(reference), reference.Length, number));
        }

        return _resources[number];
    }

    /// <summary>The object for what a resource stands for: one for all that are equal.</summary>
    public Resource Same(Resource resource)
    {
        int number = FindMade(resource);
        if (number < 0)
        {
            ForgetWhenFull();
            number = Add(resource);
        }

        return _resources[number];
    }

    private static int SpreadOf(ReadOnlySpan<byte> reference)
    {
        var hash = new HashCode();
        hash.AddBytes(reference);
        return hash.ToHashCode();
    }

    private int Add(Resource resource)
    {
        _resources.Add(resource);
        _made.Add(new Made(resource.GetHashCode(), _resources.Count - 1));
        return _resources.Count - 1;
    }

    /// <summary>The number of an equal resource; -1 where there is none.</summary>
    private int FindMade(Resource resource)
    {
        int spread = resource.GetHashCode();
        Span<Made> piece = _made.PieceOf(spread);
        for (int at = spread & (piece.Length - 1); !piece[at].IsFree; at = (at + 1) & (piece.Length - 1))
        {
            if (piece[at].Spread == spread && _resources[piece[at].Number].Equals(resource))
            {
                return piece[at].Number;
            }
        }

        return -1;
    }

    /// <summary>The number of what a message means; -1 when it is new.</summary>
    private int Find(ReadOnlySpan<byte> reference, int spread)
    {
        Span<Known> piece = _known.PieceOf(spread);
        for (int at = spread & (piece.Length - 1); !piece[at].IsFree; at = (at + 1) & (piece.Length - 1))
        {
            ref readonly Known known = ref piece[at];
            if (known.Spread == spread && _messages[known.Message, known.Length].SequenceEqual(reference))
            {
                return known.Number;
            }
        }

        return -1;
    }

    private void ForgetWhenFull()
    {
        if (_resources.Count >= Capacity || _known.Count >= Capacity || _messages.Length >= MostBytes)
        {
            _known.Clear();
            _made.Clear();
            _resources.Clear();
            _messages.Clear();
        }
    }

    /// <summary>A message, where it lies, and the number of what it means.</summary>
    private readonly struct Known(int spread, int message, int length, int number) : IHashed
    {
        // 0 in zeroed memory: the entry is free.
        private readonly int _numberBehind = number + 1;

        public int Spread { get; } = spread;

        public int Message { get; } = message;

        public int Length { get; } = length;

        public int Number => _numberBehind - 1;

        public bool IsFree => _numberBehind == 0;
    }

    private readonly struct Made(int spread, int number) : IHashed
    {
        private readonly int _numberBehind = number + 1;

        public int Spread { get; } = spread;

        public int Number => _numberBehind - 1;

        public bool IsFree => _numberBehind == 0;
    }
}
