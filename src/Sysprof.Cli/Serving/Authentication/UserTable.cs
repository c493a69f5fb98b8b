namespace Sysprof.Cli.Serving.Authentication;

/// <summary>The users of a configuration, and what their passwords are verified with.</summary>
internal sealed class UserTable
{
    private readonly IReadOnlyDictionary<string, BcryptHash> _hashes;
    private readonly LibCrypt? _crypt;
    private readonly BcryptHash? _decoy;

    /// <param name="hashes">The users with their hashes; names are compared letter by letter.</param>
    /// <param name="crypt">What verifies them.</param>
    public UserTable(IReadOnlyDictionary<string, BcryptHash> hashes, LibCrypt crypt)
    {
        _hashes = hashes;
        _crypt = crypt;
        _decoy = hashes.Values.MaxBy(hash => hash.Cost)?.Decoy();
    }

    private UserTable() => _hashes = new Dictionary<string, BcryptHash>();

    /// <summary>No users: everybody is let in.</summary>
    public static UserTable Nobody { get; } = new();

    public bool IsEmpty => _hashes.Count == 0;

    /// <summary>What verifies the passwords; of a table with users.</summary>
    public LibCrypt Crypt => _crypt ?? throw new InvalidOperationException("nobody has no passwords");

    /// <summary>The hash of a user, or one that nothing matches and that is as much work as the hardest.</summary>
    public BcryptHash HashOf(string user, out bool exists)
    {
        exists = _hashes.TryGetValue(user, out BcryptHash? hash);
        return hash ?? _decoy ?? throw new InvalidOperationException("nobody has no passwords");
    }
}
