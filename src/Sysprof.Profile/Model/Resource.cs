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

    // Paths are long: found once.
    private readonly int _hash;

    /// <param name="kind">What it is.</param>
    /// <param name="name">
    /// A file's path as its process sees it; a socket's protocol and address. What a program chose may be in it.
    /// </param>
    /// <param name="peer">Whom a socket talks to, "10.0.0.5:5432"; "" when it is no socket or talks to nobody.</param>
    public Resource(ResourceKind kind, string name, string peer = "")
    {
        Kind = kind;
        Name = name;
        Peer = peer;
        Id = Interlocked.Increment(ref s_made) & IdMask;
        _hash = this is PendingResource ? Id : HashCode.Combine(kind, name, peer);
    }

    /// <summary>Tells this object from others, equal or not, quickly: 0 to 2^28 - 1.</summary>
    internal int Id { get; }

    /// <summary>What it is.</summary>
    public ResourceKind Kind { get; }

    /// <summary>
    /// A file's path as its process sees it; a socket's protocol and address. What a program chose may be in it.
    /// </summary>
    public string Name { get; }

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

    private protected virtual bool IsSame(Resource other) => Kind == other.Kind && Name == other.Name && Peer == other.Peer;
}
