using System.Runtime.CompilerServices;

namespace Sysprof.Profile.Aggregation.Descriptors;

/// <summary>
/// What each descriptor of a process refers to now: a radix tree of which processes share the nodes until one of them writes,
/// which copies those on its path.
/// </summary>
/// <remarks>
/// Programs may give any number up to 2^31 - 1 to a descriptor (dup2): the tree is as high as its largest number needs, eight
/// levels at most. A node is written in place by the tree that made it, until that is forked.
/// </remarks>
internal struct DescriptorTrie
{
    private const int LevelBits = 4;
    private const int FanOut = 1 << LevelBits;

    private Node? _root;
    private int _bits; // Of a number that the tree tells apart: a multiple of LevelBits.
    private long _owner;

    /// <summary>An empty tree.</summary>
    /// <param name="owner">A number that no other tree has.</param>
    public DescriptorTrie(long owner) => _owner = owner;

    /// <summary>What a descriptor refers to.</summary>
    /// <param name="descriptor">Its number, 0 or more.</param>
    /// <param name="steps">Counts the nodes that were visited.</param>
    public readonly Held Find(int descriptor, ref long steps)
    {
        if ((ulong)(uint)descriptor >> _bits != 0)
        {
            return default;
        }

        Node? node = _root;
        for (int shift = _bits - LevelBits; shift > 0 && node is not null; shift -= LevelBits)
        {
            steps++;
            node = ((Branch)node).Children[descriptor >> shift & (FanOut - 1)];
        }

        steps++;
        return node is null ? default : ((Leaf)node).Slots[descriptor & (FanOut - 1)];
    }

    /// <summary>Sets what a descriptor refers to.</summary>
    /// <param name="descriptor">Its number, 0 or more.</param>
    /// <param name="held">What it refers to.</param>
    /// <param name="steps">Counts the nodes that were visited, made or copied.</param>
    public void Set(int descriptor, Held held, ref long steps)
    {
        MakeHigher(descriptor, ref steps);
        ref Node? place = ref _root;
        for (int shift = _bits - LevelBits; shift > 0; shift -= LevelBits)
        {
            steps++;
            Branch branch = place is null ? new Branch(_owner)
                : place.Owner == _owner ? (Branch)place
                : new Branch(_owner) { Children = ((Branch)place).Children };
            place = branch;
            place = ref branch.Children[descriptor >> shift & (FanOut - 1)];
        }

        steps++;
        Leaf leaf = place is null ? new Leaf(_owner)
            : place.Owner == _owner ? (Leaf)place
            : new Leaf(_owner) { Slots = ((Leaf)place).Slots };
        place = leaf;
        leaf.Slots[descriptor & (FanOut - 1)] = held;
    }

    /// <summary>The tree of a process that has copies of these descriptors; both copy from now on what they write to.</summary>
    /// <param name="owner">A number that no other tree has, for this one.</param>
    /// <param name="forkOwner">Another, for the new one.</param>
    public DescriptorTrie Fork(long owner, long forkOwner)
    {
        _owner = owner;
        return this with { _owner = forkOwner };
    }

    private void MakeHigher(int descriptor, ref long steps)
    {
        for (; _bits == 0 || (ulong)(uint)descriptor >> _bits != 0; _bits += LevelBits)
        {
            if (_root is not null)
            {
                steps++;
                var higher = new Branch(_owner);
                higher.Children[0] = _root;
                _root = higher;
            }
        }
    }

    private abstract class Node(long owner)
    {
        public readonly long Owner = owner;
    }

    private sealed class Branch(long owner) : Node(owner)
    {
        public NodesBelow Children;
    }

    private sealed class Leaf(long owner) : Node(owner)
    {
        public HeldByNumber Slots;
    }

    [InlineArray(FanOut)]
    private struct NodesBelow
    {
        private Node? _first;
    }

    [InlineArray(FanOut)]
    private struct HeldByNumber
    {
        private Held _first;
    }
}
