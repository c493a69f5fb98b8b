using Sysprof.Profile;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed class SyscallSetErrorsTests
{
    [Theory]
    [InlineData("opnat", "no system call is called opnat", "did you mean openat?")]
    [InlineData("read,opnat", "no system call is called opnat", "did you mean openat?")]
    [InlineData("READ", "no system call is called READ", "did you mean read?")]
    [InlineData("%fiel", "no class is called %fiel", "did you mean %file?")]
    [InlineData("%networks", "no class is called %networks", "did you mean %network?")]
    [InlineData("clock", "no system call is called clock", "did you mean %clock?")]
    [InlineData("xyzzyxyzzy", "no system call is called xyzzyxyzzy", null)]
    [InlineData("%", "no class is called %", null)]
    public void An_unknown_name_is_refused_with_a_suggestion(string text, string cause, string? hint) =>
        AssertRefused(text, cause, hint);

    [Theory]
    [InlineData("", 1)]
    [InlineData("read,,write", 6)]
    [InlineData("read,", 6)]
    [InlineData(",read", 1)]
    [InlineData("trace=", 7)]
    [InlineData("!", 2)]
    [InlineData("?", 2)]
    public void An_empty_term_is_refused_with_its_position(string text, int position) =>
        AssertRefused(text, $"a term is empty at position {position}", "separate names by single commas: read,write");

    [Theory]
    [InlineData("/op(en/", "/op(en/ is not valid at position 7: insufficient closing parentheses", null)]
    [InlineData("read,/[a/", "/[a/ is not valid at position 9: unterminated bracket", null)]
    [InlineData("read,/open", "at position 6 has no end", "write it between slashes: /^open/")]
    [InlineData("/a(?!b)/", "/a(?!b)/ looks around, refers back or is atomic", "combine terms instead: /^open/,!openat2")]
    public void A_bad_regular_expression_is_refused(string text, string cause, string? hint) =>
        AssertRefused(text, "the regular expression " + cause, hint);

    [Fact]
    public void A_regular_expression_that_finds_nothing_is_refused() =>
        AssertRefused("/nosuchcall/", "no system call matches /nosuchcall/", null);

    [Theory]
    [InlineData("99999999999")]
    [InlineData("4x")]
    public void A_number_that_is_none_is_refused(string text) =>
        AssertRefused(text, $"{text} is not the number of a system call", null);

    [Fact]
    public void Several_lists_are_checked_each()
    {
        SysprofException error = Assert.Throws<SysprofException>(() => SyscallSet.Parse(["read", "opnat"]));

        Assert.Equal("reading --syscall \"opnat\": no system call is called opnat", error.Message);
    }

    [Fact]
    public void A_good_list_has_no_error()
    {
        Assert.True(SyscallSet.TryParse("read", out SyscallSet? set, out SysprofException? error));
        Assert.NotNull(set);
        Assert.Null(error);
    }

    private static void AssertRefused(string text, string cause, string? hint)
    {
        Assert.False(SyscallSet.TryParse(text, out _, out SysprofException? error));

        Assert.Equal($"reading --syscall \"{text}\": {cause}", error.Message);
        Assert.Equal(hint, error.Hint);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
        Assert.DoesNotContain('\n', error.Message);
    }
}
