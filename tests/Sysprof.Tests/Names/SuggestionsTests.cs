using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed class SuggestionsTests
{
    private static readonly string[] Words = ["open", "openat", "openat2", "read", "readv", "dup", "--output", "--format"];

    [Theory]
    [InlineData("opnat", "openat")]
    [InlineData("openta", "openat")]
    [InlineData("openatt", "openat")]
    [InlineData("raed", "read")]
    [InlineData("READ", "read")]
    [InlineData("dpu", "dup")]
    [InlineData("--fromat", "--format")]
    [InlineData("--ouput", "--output")]
    public void A_slip_leads_to_the_word_that_was_meant(string typed, string meant) =>
        Assert.Equal(meant, Suggestions.Nearest(typed, Words));

    [Theory]
    [InlineData("xyzzy")]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("--interval")]
    public void Nothing_near_is_no_suggestion(string typed) => Assert.Null(Suggestions.Nearest(typed, Words));

    [Fact]
    public void Of_two_equally_near_ones_the_first_in_order_wins()
    {
        Assert.Equal("reada", Suggestions.Nearest("readx", ["readb", "reada", "readc"]));
        Assert.Null(Suggestions.Nearest("read", []));
    }
}
