using System.Globalization;
using System.Numerics;
using Sysprof.Kernel.Session;
using Sysprof.Profile;

namespace Sysprof.Cli.CommandLine;

/// <summary>Sizes of ring buffers as people write them: <c>512K</c>, <c>16M</c>, <c>1G</c>.</summary>
internal static class SizeText
{
    /// <summary>The size in bytes that <paramref name="option"/> was given: a power of two, a page or more.</summary>
    /// <exception cref="SysprofException">It is none; says what would be right.</exception>
    public static int ParseRing(string option, string text)
    {
        int shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        string number = shift == 0 ? text : text[..^1];
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            throw Wrong(option, text, "is not a size; write bytes or a number with K, M or G, as in 16M");
        }

        long page = Environment.SystemPageSize;
        bool fits = count <= RingSize.MostBytes >> shift && count << shift >= page;
        if (!fits || !BitOperations.IsPow2(count << shift))
        {
            throw Wrong(option, text, $"must be a power of two from {page / 1024}K to 1G");
        }

        return (int)(count << shift);
    }

    private static SysprofException Wrong(string option, string text, string what) =>
        Usage.Error($"{option} '{text}': {what}");
}
