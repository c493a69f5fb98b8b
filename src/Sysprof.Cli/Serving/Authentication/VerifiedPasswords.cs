using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sysprof.Cli.Serving.Authentication;

/// <summary>Passwords that were right, so that bcrypt is not asked at every scrape.</summary>
/// <remarks>
/// Only right ones are kept: however many wrong ones come, they push nothing out. A password is kept as a hash under a
/// key that dies with the process, together with the bcrypt hash it belongs to; when that changes, it counts no more.
/// </remarks>
internal sealed class VerifiedPasswords
{
    private const int Most = 100;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = [];

    /// <summary>Whether a password was right for a hash before.</summary>
    public bool Contains(BcryptHash hash, ReadOnlySpan<byte> password)
    {
        string entry = Entry(hash, password);
        lock (_lock)
        {
            return _known.Contains(entry);
        }
    }

    /// <summary>Remembers one. When there are too many, hashes have changed often: it begins anew.</summary>
    public void Add(BcryptHash hash, ReadOnlySpan<byte> password)
    {
        string entry = Entry(hash, password);
        lock (_lock)
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            _known.Add(entry);
        }
    }

    private string Entry(BcryptHash hash, ReadOnlySpan<byte> password)
    {
        using var entry = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        byte[] text = Encoding.ASCII.GetBytes(hash.Text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        entry.AppendData(length);
        entry.AppendData(text);
        entry.AppendData(password);
        return Convert.ToHexString(entry.GetHashAndReset());
    }
}
