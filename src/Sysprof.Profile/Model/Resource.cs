using System.Text;

namespace Sysprof.Profile.Model;

/// <summary>A file, pipe, socket or peer that calls were made on. Equal when kind, name and peer are.</summary>
public class Resource : IEquatable<Resource>
{
    /// <summary>Stands for every descriptor of which it could not be found out what it refers to.</summary>
    public static readonly Resource Unresolved = new(ResourceKind.Unresolved, "(not resolved)");

    /// <summary>Stands for descriptors that were not open.</summary>
    public static readonly Resource NotOpen = new(ResourceKind.NotOpen, "(not open)");

    /// <summary>Stands for all beyond the number that are kept apart.</summary>
    public static readonly Resource Other = new(ResourceKind.Other, "(others)");

    // The lowest bits of how many there were before: no two that live have the same, but after 2^28 others.
    private const int IdMask = (1 << 28) - 1;

    private static int s_made;

    private const int FewBytes = 512;

    // The name where it is not a string yet: most names of files are never asked for.
    private readonly ReadOnlyMemory<byte> _utf8;

    // Of the bytes of the name. Paths are long: found once.
    private readonly int _hash;

    private string? _name;

    /// <param name="kind">What it is.</param>
    /// <param name="name">
    /// A file's path as its process sees it; a socket's protocol and address. What a program chose may be in it.
    /// </param>
    /// <param name="peer">Whom a socket talks to, "10.0.0.5:5432"; "" when it is no socket or talks to nobody.</param>
    public Resource(ResourceKind kind, string name, string peer = "")
        : this(peer, kind)
    {
        _name = name;
        _hash = this is PendingResource ? Id : HashOf(name);
    }

    /// <param name="kind">What it is.</param>
    /// <param name="name">A file's path, as valid UTF-8 that nobody changes any more.</param>
    public Resource(ResourceKind kind, ReadOnlyMemory<byte> name)
        : this("", kind)
    {
        _utf8 = name;
        _hash = HashOf(name.Span);
    }

    private Resource(string peer, ResourceKind kind)
    {
        Kind = kind;
        Peer = peer;
        Id = Interlocked.Increment(ref s_made) & IdMask;
    }

    /// <summary>Tells this object from others, equal or not, quickly: 0 to 2^28 - 1.</summary>
    internal int Id { get; }

    /// <summary>What it is.</summary>
    public ResourceKind Kind { get; }

    /// <summary>
    /// A file's path as its process sees it; a socket's protocol and address. What a program chose may be in it.
    /// </summary>
    public string Name => _name ??= Encoding.UTF8.GetString(_utf8.Span); // Threads that race make equal strings.

    /// <summary>
    /// Whom a socket talks to: address and port of whom it connected to, the address alone of whom it accepted, so that the
    /// connections of one client are one peer; "" when it is no socket or talks to nobody.
    /// </summary>
    public string Peer { get; }

    /// <inheritdoc/>
    public bool Equals(Resource? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && IsSame(other) && other.IsSame(this));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Resource);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private protected virtual bool IsSame(Resource other) => Kind == other.Kind && Peer == other.Peer
        && (_utf8.IsEmpty || other._utf8.IsEmpty ? Name == other.Name : _utf8.Span.SequenceEqual(other._utf8.Span));

    private int HashOf(string name)
    {
        int most = Encoding.UTF8.GetMaxByteCount(name.Length);
        Span<byte> bytes = most <= FewBytes ? stackalloc byte[FewBytes] : new byte[most];
        return HashOf(bytes[..Encoding.UTF8.GetBytes(name, bytes)]);
    }

    private int HashOf(ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name);
        return HashCode.Combine(hash.ToHashCode(), Kind, Peer);
    }
}
