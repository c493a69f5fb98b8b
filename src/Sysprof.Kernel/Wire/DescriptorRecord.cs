namespace Sysprof.Kernel.Wire;

/// <summary>A whole message about what a descriptor refers to, its lengths checked.</summary>
internal readonly ref struct DescriptorRecord
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="head">The head, a copy.</param>
    /// <param name="bytes">The message: its head and as much path as that says.</param>
    public DescriptorRecord(scoped in DescriptorEvent head, ReadOnlySpan<byte> bytes)
    {
        Head = head;
        _bytes = bytes;
    }

    /// <summary>All but the path.</summary>
    public DescriptorEvent Head { get; }

    /// <summary>How long the message is.</summary>
    public int Length => _bytes.Length;

    /// <summary>The part that is equal for descriptors that refer to the same.</summary>
    public ReadOnlySpan<byte> Reference => _bytes[DescriptorEvent.ReferenceOffset..];

    /// <summary>Names from the file up with a zero behind each, or a socket's path.</summary>
    public ReadOnlySpan<byte> Path => _bytes[DescriptorEvent.HeaderBytes..];

    /// <summary>What else is known.</summary>
    public ReferenceBits Flags => (ReferenceBits)Head.Flags;
}
