using System.Globalization;
using System.Text.RegularExpressions;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed partial class ErrnoNamesTests
{
    [Theory]
    [InlineData(1, "EPERM")]
    [InlineData(2, "ENOENT")]
    [InlineData(11, "EAGAIN")]
    [InlineData(35, "EDEADLK")]
    [InlineData(95, "EOPNOTSUPP")]
    [InlineData(110, "ETIMEDOUT")]
    [InlineData(133, "EHWPOISON")]
    [InlineData(512, "ERESTARTSYS")]
    [InlineData(514, "ERESTARTNOHAND")]
    [InlineData(516, "ERESTART_RESTARTBLOCK")]
    [InlineData(524, "ENOTSUPP")]
    [InlineData(530, "ERECALLCONFLICT")]
    [InlineData(4000, "E4000")]
    [InlineData(41, "E41")]
    [InlineData(0, "E0")]
    [InlineData(4095, "E4095")]
    public void Numbers_and_names_belong_together(int errno, string name)
    {
        Assert.Equal(name, ErrnoNames.Name(errno));
        Assert.True(ErrnoNames.TryNumber(name, out int found));
        Assert.Equal(errno, found);
    }

    [Theory]
    [InlineData("EWOULDBLOCK", 11)]
    [InlineData("EDEADLOCK", 35)]
    [InlineData("ENOTSUP", 95)]
    public void Second_names_lead_to_the_number(string name, int errno)
    {
        Assert.True(ErrnoNames.TryNumber(name, out int found));
        Assert.Equal(errno, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("E")]
    [InlineData("ENOENTT")]
    [InlineData("enoent")]
    [InlineData("11")]
    public void Other_words_are_no_names(string name) => Assert.False(ErrnoNames.TryNumber(name, out _));

    [Fact]
    public void All_numbers_up_to_133_have_a_name_except_the_two_that_Linux_skipped()
    {
        int[] nameless = [.. Enumerable.Range(1, 133).Where(errno => ErrnoNames.Description(errno) is null)];

        Assert.Equal([41, 58], nameless);
    }

    [Fact]
    public void Descriptions_are_short_sentences()
    {
        Assert.Equal("No such file or directory", ErrnoNames.Description(2));
        Assert.Null(ErrnoNames.Description(4000));
        foreach (int errno in Enumerable.Range(1, 531))
            Assert.InRange(ErrnoNames.Description(errno)?.Length ?? 10, 3, 60);
    }

    [Theory]
    [InlineData("/usr/include/asm-generic/errno-base.h", 30)]
    [InlineData("/usr/include/asm-generic/errno.h", 90)]
    public void The_names_are_those_of_the_headers(string header, int atLeast)
    {
        if (!File.Exists(header))
            Assert.Skip($"{header} is not installed");

        MatchCollection defines = NumberLine().Matches(File.ReadAllText(header));

        Assert.InRange(defines.Count, atLeast, int.MaxValue);
        foreach (Match define in defines)
        {
            int errno = int.Parse(define.Groups["number"].Value, CultureInfo.InvariantCulture);
            Assert.Equal(define.Groups["name"].Value, ErrnoNames.Name(errno));
        }
    }

    [GeneratedRegex(@"^#define\s+(?<name>E\w+)\s+(?<number>\d+)", RegexOptions.Multiline)]
    private static partial Regex NumberLine();
}
