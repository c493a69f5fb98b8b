using System.Text.RegularExpressions;

namespace Sysprof.Cli.Serving.Authentication;

/// <summary>A password as bcrypt keeps it: <c>$2y$10$</c>, 22 characters of salt, 31 of the hash.</summary>
internal sealed partial record BcryptHash
{
    private const int SettingLength = 29;

    private BcryptHash(string text) => Text = text;

    /// <summary>As it stands in the file.</summary>
    public string Text { get; }

    /// <summary>The work it takes: two to this power rounds, 4 to 31.</summary>
    public int Cost => ((Text[4] - '0') * 10) + Text[5] - '0';

    /// <summary>Everything before the hash.</summary>
    public string Setting => Text[..SettingLength];

    /// <summary>The hash alone.</summary>
    public string Digest => Text[SettingLength..];

    /// <summary>The hash in a text, or null when it is none. Variants: 2a, 2b, 2y.</summary>
    public static BcryptHash? Parse(string text) => Form().IsMatch(text) ? new BcryptHash(text) : null;

    /// <summary>One that no password has, and that costs the same to find out.</summary>
    public BcryptHash Decoy() => new(Setting + new string('.', Text.Length - SettingLength));

    public override string ToString() => "<secret>";

    [GeneratedRegex(@"\A\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
