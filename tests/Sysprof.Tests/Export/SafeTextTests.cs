using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sysprof.Profile.Export;
using Xunit;

namespace Sysprof.Tests.Export;

public class SafeTextTests
{
    [Theory]
    [InlineData("nginx: worker", "nginx: worker")]
    [InlineData("a\x1b[31mb", "a\\x1b[31mb")]
    [InlineData("tab\there", "tab\\x09here")]
    [InlineData("\u009b", "\\x9b")]
    [InlineData("\u202eevil", "\\u202eevil")]
    [InlineData("zero\u200bwidth", "zero\\u200bwidth")]
    [InlineData("\u2028", "\\u2028")]
    [InlineData("\U000e0041", "\\U000e0041")]
    [InlineData("größe 日本 🦀", "größe 日本 🦀")]
    [InlineData("dev\\x2dsda", "dev\\x2dsda")]
    public void Only_what_harms_is_escaped(string text, string safe) => Assert.Equal(safe, SafeText.Escape(text));

    [Fact]
    public void Half_a_surrogate_pair_is_escaped() => Assert.Equal("half\\ud83d", SafeText.Escape("half\ud83d"));

    [Fact]
    public void Nothing_harmful_is_left() => Prop.ForAll(Properties.HostileNames, text =>
        SafeText.Escape(text).EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator)))
        .Verify();

    [Theory]
    [InlineData("plain", 5, "plain")]
    [InlineData("plain", 4, "pla…")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("e\u0301e\u0301", 2, "e\u0301e\u0301")]
    public void Text_is_cut_by_columns(string text, int width, string fitted)
    {
        Assert.Equal(fitted, SafeText.Fit(text, width));
        Assert.InRange(SafeText.Width(fitted), 0, width);
    }

    [Theory]
    [InlineData("plain", 5, "plain")]
    [InlineData("plain", 4, "…ain")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "…本語")]
    [InlineData("日本語", 4, "…語")]
    public void A_path_is_cut_at_its_beginning(string text, int width, string fitted)
    {
        Assert.Equal(fitted, SafeText.FitEnd(text, width));
        Assert.InRange(SafeText.Width(fitted), 0, width);
    }
}
