namespace Sysprof.Cli.Serving.Authentication;

/// <summary>The users of a configuration, and what their passwords are verified with.</summary>
internal sealed class UserTable
{
    private readonly IReadOnlyDictionary<string, BcryptHash> _hashes;
    private readonly Func<byte[], BcryptHash, bool> _verify;
    private readonly BcryptHash? _decoy;

    /// <param name="hashes">The users with their hashes; names are compared letter by letter.</param>
    /// <param name="verify">Whether a password is the one of a hash; takes long.</param>
    public UserTable(IReadOnlyDictionary<string, BcryptHash> hashes, Func<byte[], BcryptHash, bool> verify)
    {
        _hashes = hashes;
        _verify = verify;
        _decoy = hashes.Values.MaxBy(hash => hash.Cost)?.Decoy();
    }

    /// <summary>No users: everybody is let in.</summary>
    public static UserTable Nobody { get; } = new(new Dictionary<string, BcryptHash>(), (_, _) => false);

    public bool IsEmpty => _hashes.Count == 0;

    /// <summary>Whether a password is the one of a hash. Takes long on purpose.</summary>
    public bool Verify(byte[] password, BcryptHash hash) => _verify(password, hash);

    /// <summary>The hash of a user, or one that nothing matches and that is as much work as the hardest.</summary>
    public BcryptHash HashOf(string user, out bool exists)
    {
        exists = _hashes.TryGetValue(user, out BcryptHash? hash);
        return hash ?? _decoy ?? throw new InvalidOperationException("nobody has no passwords");
    }
}
