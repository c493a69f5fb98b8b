using System.Text;
using Sysprof.Cli.Terminal;
using Xunit;

namespace Sysprof.Tests.Cli;

public class KeyDecoderTests
{
    [Theory]
    [InlineData("q", "Q q")]
    [InlineData("Q", "Shift Q Q")]
    [InlineData("7", "D7 7")]
    [InlineData("<", "None <")]
    [InlineData("+-", "Add +, Subtract -")]
    [InlineData("\u007f", "Backspace \b")]
    [InlineData("\b", "Backspace \b")]
    [InlineData("\t", "Tab \t")]
    [InlineData("\r", "Enter \r")]
    [InlineData("\n", "Enter \r")]
    [InlineData("\u0001", "Control A \u0001")]
    [InlineData("é", "None é")]
    [InlineData("\u001bx", "Alt X x")]
    [InlineData("\u001b[A\u001b[B", "UpArrow, DownArrow")]
    [InlineData("\u001bOC\u001bOD", "RightArrow, LeftArrow")]
    [InlineData("\u001b[1;5D", "Control LeftArrow")]
    [InlineData("\u001b[1;4A", "Alt, Shift UpArrow")]
    [InlineData("\u001b[5~\u001b[6~", "PageUp, PageDown")]
    [InlineData("\u001b[H\u001b[F", "Home, End")]
    [InlineData("\u001b[1~\u001b[4~", "Home, End")]
    [InlineData("\u001b[7~\u001b[8~", "Home, End")]
    [InlineData("\u001b[2~\u001b[3~", "Insert, Delete")]
    [InlineData("\u001b[Z", "Shift Tab \t")]
    [InlineData("\u001bOP\u001bOQ\u001bOR\u001bOS", "F1, F2, F3, F4")]
    [InlineData("\u001b[11~\u001b[15~\u001b[17~\u001b[21~\u001b[23~\u001b[24~", "F1, F5, F6, F10, F11, F12")]
    [InlineData("\u001b[[A\u001b[[E", "F1, F5")]
    [InlineData("\u001b[1;2P\u001b[17;2~", "Shift F1, Shift F6")]
    public void Sequences_are_keys(string bytes, string keys) =>
        Assert.Equal(keys, Text(new KeyDecoder().Decode(Encoding.UTF8.GetBytes(bytes))));

    [Theory]
    [InlineData("a\u001b[?62;22cb")]
    [InlineData("a\u001b[200~b")]
    [InlineData("a\u001b[Ib")]
    [InlineData("a\u001bOzb")]
    [InlineData("a\u001b[[Zb")]
    public void What_is_no_key_is_dropped_whole(string bytes) =>
        Assert.Equal("A a, B b", Text(new KeyDecoder().Decode(Encoding.UTF8.GetBytes(bytes))));

    [Theory]
    [InlineData("\u001b[5~", "PageUp")]
    [InlineData("\u001bOP", "F1")]
    [InlineData("\u001b[1;5C", "Control RightArrow")]
    [InlineData("\u001b[[C", "F3")]
    [InlineData("€", "None €")]
    public void A_sequence_may_come_in_pieces(string bytes, string key)
    {
        var decoder = new KeyDecoder();
        byte[] all = Encoding.UTF8.GetBytes(bytes);

        foreach (byte piece in all[..^1])
        {
            Assert.Empty(decoder.Decode([piece]));
            Assert.True(decoder.IsPending);
        }

        Assert.Equal(key, Text(decoder.Decode(all.AsSpan(all.Length - 1))));
        Assert.False(decoder.IsPending);
    }

    [Theory]
    [InlineData("\u001b", "Escape \u001b")]
    [InlineData("\u001b\u001b", "Escape \u001b, Escape \u001b")]
    [InlineData("\u001b[", "Alt None [")]
    [InlineData("\u001bO", "Alt, Shift O O")]
    [InlineData("\u001b[1;", "")]
    public void What_is_pending_at_the_end_is_what_it_is(string bytes, string keys)
    {
        var decoder = new KeyDecoder();
        ConsoleKeyInfo[] first = [.. decoder.Decode(Encoding.UTF8.GetBytes(bytes))];

        Assert.True(decoder.IsPending);
        Assert.Equal(keys, Text([.. first, .. decoder.End()]));
        Assert.False(decoder.IsPending);
    }

    [Fact]
    public void Any_bytes_are_taken()
    {
        var random = new Random(20260301);
        byte[] alphabet =
        [
            0x1b, 0x1b, (byte)'[', (byte)'O', (byte)';', (byte)'1', (byte)'~', 0x7f, 0x00, 0xc3, 0xa9, 0xff, (byte)'A',
        ];
        var decoder = new KeyDecoder();
        for (int round = 0; round < 2000; round++)
        {
            decoder.Decode(random.GetItems(alphabet, random.Next(1, 12)));
            decoder.End();
            Assert.False(decoder.IsPending);
        }
    }

    private static string Text(IEnumerable<ConsoleKeyInfo> keys) => string.Join(", ", keys.Select(key =>
        (key.Modifiers == 0 ? "" : $"{key.Modifiers} ") + key.Key + (key.KeyChar == '\0' ? "" : $" {key.KeyChar}")));
}
