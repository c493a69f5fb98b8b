using System.Diagnostics.CodeAnalysis;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>A queue whose entries can be looked at and that takes little for a few; growing never moves more than a block of entries.</summary>
internal sealed class LongQueue<T>
{
    private const int BlockBits = 9;
    private const int BlockLength = 1 << BlockBits;
    private const int LeastLength = 4;

    // Entry number n is in block n / BlockLength; block b is at b modulo the length of this, a power of two. Up to a block's worth of
    // entries are in one array instead, which is shorter and a ring itself.
    private T[]?[] _blocks = [new T[LeastLength]];
    private T[]? _spare;
    private long _first;
    private long _end;

    /// <summary>How many entries there are.</summary>
    public int Count => (int)(_end - _first);

    private bool IsOneRing => _blocks.Length == 1;

    /// <summary>An entry by its place in the queue, 0 for the oldest.</summary>
    public ref T this[int index] => ref Entry(_first + index);

    /// <summary>Adds an entry as the youngest.</summary>
    public void Enqueue(T entry)
    {
        MakeRoom();
        _end++;
        Entry(_end - 1) = entry;
    }

    /// <summary>The oldest entry, if there is one.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T oldest)
    {
        oldest = Count > 0 ? Entry(_first) : default;
        return Count > 0;
    }

    /// <summary>Takes the oldest entry out. There is one.</summary>
    public T Dequeue()
    {
        ref T place = ref Entry(_first);
        T oldest = place;
        place = default!;
        _first++;
        if (!IsOneRing && _first % BlockLength == 0)
        {
            ref T[]? left = ref _blocks[(_first >> BlockBits) - 1 & (_blocks.Length - 1)];
            (_spare, left) = (left, null);
        }

        if (Count == 0)
        {
            BeginAnew();
        }

        return oldest;
    }

    private ref T Entry(long number)
    {
        T[] block = IsOneRing ? _blocks[0]! : _blocks[number >> BlockBits & (_blocks.Length - 1)]!;
        return ref block[number & (block.Length - 1)];
    }

    private void MakeRoom()
    {
        if (IsOneRing && Count == _blocks[0]!.Length)
        {
            if (Count < BlockLength)
            {
                MoveTo([new T[Count * 2]]);
            }
            else
            {
                MoveTo(new T[LeastLength][]);
            }
        }

        if (!IsOneRing && _blocks[_end >> BlockBits & (_blocks.Length - 1)] is null)
        {
            AddBlock();
        }
        else if (!IsOneRing && _end % BlockLength == 0)
        {
            // The block there is that of the oldest entries.
            MakeDirectoryLonger();
            AddBlock();
        }
    }

    private void AddBlock()
    {
        _blocks[_end >> BlockBits & (_blocks.Length - 1)] = _spare ?? new T[BlockLength];
        _spare = null;
    }

    private void MakeDirectoryLonger()
    {
        var longer = new T[_blocks.Length * 2][];
        for (long block = _first >> BlockBits; block < _end >> BlockBits; block++)
        {
            longer[block & (longer.Length - 1)] = _blocks[block & (_blocks.Length - 1)]!;
        }

        _blocks = longer;
    }

    /// <summary>Moves the entries, a block's worth at the most, numbered from 0 on.</summary>
    private void MoveTo(T[]?[] blocks)
    {
        T[] ring = _blocks[0]!;
        int count = Count;
        long first = _first;
        _blocks = blocks;
        (_first, _end) = (0, 0);
        for (int index = 0; index < count; index++)
        {
            if (!IsOneRing && index == 0)
            {
                AddBlock();
            }

            _end++;
            Entry(index) = ring[(first + index) & (ring.Length - 1)];
        }
    }

    private void BeginAnew()
    {
        if (!IsOneRing)
        {
            (_blocks, _spare) = ([new T[LeastLength]], null);
        }

        (_first, _end) = (0, 0);
    }
}
