using FsCheck;
using FsCheck.Fluent;

namespace Sysprof.Tests.Export;

/// <summary>What the property tests share.</summary>
internal static class Properties
{
    private static readonly string[] s_fragments =
    [
        "a", "nginx", " ", ",", "\"", "'", "\\", ";", "=", "+", "-", "@", "\t", "\n", "\r\n", "\0", "\x7f",
        "\x1b[31m", "\x1b]0;title\a", "\u009b2J", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\ufffd",
        "e\u0301", "\u0301", "日本", "🦀", "👩\u200d💻", "\ud83d", "\udc00", "\U000e0041", "<script>", "{{", "[bold]",
    ];

    /// <summary>Names as a program could choose them to harm whoever looks.</summary>
    public static Arbitrary<string> HostileNames { get; } = Gen.Elements(s_fragments)
        .ListOf()
        .Select(parts => string.Concat(parts))
        .ToArbitrary();

    /// <summary>Checks a property with many values; throws with the smallest that breaks it.</summary>
    public static void Verify(this Property property) =>
        property.Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
