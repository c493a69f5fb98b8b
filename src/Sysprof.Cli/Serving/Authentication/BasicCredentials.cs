using System.Text;
using Microsoft.Extensions.Primitives;

namespace Sysprof.Cli.Serving.Authentication;

/// <summary>Who somebody says they are (RFC 7617).</summary>
/// <param name="User">The name, without a colon.</param>
/// <param name="Password">The password's bytes, UTF-8 as a rule.</param>
internal readonly record struct BasicCredentials(string User, byte[] Password)
{
    private const string Scheme = "Basic ";

    /// <summary>What an <c>Authorization</c> header says, or null when it says nothing of this kind.</summary>
    public static BasicCredentials? Read(StringValues authorization)
    {
        if (authorization.Count != 1
            || authorization[0] is not { } value
            || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string encoded = value[Scheme.Length..].Trim();
        byte[] bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
        {
            return null;
        }

        ReadOnlySpan<byte> pair = bytes.AsSpan(0, length);
        int colon = pair.IndexOf((byte)':');
        return colon < 0 ? null : new BasicCredentials(Encoding.UTF8.GetString(pair[..colon]), pair[(colon + 1)..].ToArray());
    }

    public override string ToString() => User;
}
