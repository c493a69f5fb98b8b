using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sysprof.Profile;

namespace Sysprof.Cli.Serving.Authentication;

/// <summary>bcrypt of the system's libcrypt.</summary>
internal sealed class LibCrypt
{
    // Debian and its kin, then the systems that dropped the old names.
    private static readonly string[] s_names = ["libcrypt.so.1", "libcrypt.so.2"];

    // bcrypt looks at this much of a password, the library at 512.
    private const int MostPasswordBytes = 72;

    // crypt_r() answers in memory of ours: struct crypt_data is 32 KiB in libxcrypt, and was a little over 128 in glibc.
    private const int MemoryBytes = 256 << 10;

    private readonly CryptFunction _crypt;

    private LibCrypt(CryptFunction crypt) => _crypt = crypt;

    private delegate nint CryptFunction(byte[] password, byte[] setting, byte[] memory);

    /// <summary>Loads the library.</summary>
    /// <exception cref="SysprofException">It is missing, or knows no bcrypt.</exception>
    public static LibCrypt Load()
    {
        foreach (string name in s_names)
        {
            if (NativeLibrary.TryLoad(name, typeof(LibCrypt).Assembly, DllImportSearchPath.SafeDirectories, out nint library)
                && NativeLibrary.TryGetExport(library, "crypt_r", out nint function))
            {
                var loaded = new LibCrypt(Marshal.GetDelegateForFunctionPointer<CryptFunction>(function));
                if (loaded.KnowsBcrypt())
                {
                    return loaded;
                }
            }
        }

        throw new SysprofException(
            "loading libcrypt for basic_auth_users: there is none that knows bcrypt", "apt-get install libcrypt1");
    }

    /// <summary>Whether a password is the one of a hash. Takes long on purpose.</summary>
    public bool Verify(ReadOnlySpan<byte> password, BcryptHash hash)
    {
        // A C string ends at the first zero: "secret\0x" must not pass for "secret". The work is done all the same.
        bool canBe = !password.Contains((byte)0);
        ReadOnlySpan<byte> significant = password[..Math.Min(password.Length, MostPasswordBytes)];
        string? computed = Compute([.. significant, 0], hash.Setting);
        return canBe && computed is not null && IsSame(BcryptHash.Parse(computed), hash);
    }

    // Not the salt: its last character has bits that do not count, and the library clears them.
    private static bool IsSame(BcryptHash? computed, BcryptHash hash) => computed is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(computed.Digest), Encoding.ASCII.GetBytes(hash.Digest));

    private bool KnowsBcrypt() =>
        Compute("U*U\0"u8.ToArray(), "$2a$05$CCCCCCCCCCCCCCCCCCCCC.") == "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    /// <summary>The hash, or null when the library refuses.</summary>
    private string? Compute(byte[] password, string setting)
    {
        // The answer points into it: it must not move before that is read. crypt_r() wants it cleared.
        byte[] memory = GC.AllocateArray<byte>(MemoryBytes, pinned: true);
        string? computed = Marshal.PtrToStringUTF8(_crypt(password, [.. Encoding.ASCII.GetBytes(setting), 0], memory));
        CryptographicOperations.ZeroMemory(memory);
        return computed;
    }
}
