using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

public sealed class ErrorClassesTests
{
    [Fact]
    public void Every_errno_has_a_class_and_a_reason()
    {
        string[][] rows =
        [
            .. File.ReadLines(RepositoryFiles.Path("src/Sysprof.Profile/Names/errnos.tsv"))
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split('\t')),
        ];

        Assert.Equal(153, rows.Length);
        Assert.All(rows, row =>
        {
            Assert.Equal(5, row.Length);
            Assert.NotNull(ErrorClasses.Find(row[3]));
            Assert.InRange(row[4].Length, 10, 60);
        });
        Assert.All(
            rows.GroupBy(row => row[0]), names => Assert.Single(names.Select(row => (row[3], row[4])).Distinct()));
    }

    [Theory]
    [InlineData("EAGAIN", ErrorClass.WouldBlock)]
    [InlineData("EWOULDBLOCK", ErrorClass.WouldBlock)]
    [InlineData("EINPROGRESS", ErrorClass.WouldBlock)]
    [InlineData("ETIMEDOUT", ErrorClass.TimedOut)]
    [InlineData("ETIME", ErrorClass.TimedOut)]
    [InlineData("ENOENT", ErrorClass.NotFound)]
    [InlineData("ENODATA", ErrorClass.NotFound)]
    [InlineData("EINTR", ErrorClass.Interrupted)]
    [InlineData("ERESTARTSYS", ErrorClass.Interrupted)]
    [InlineData("ECONNREFUSED", ErrorClass.Refused)]
    [InlineData("ENETDOWN", ErrorClass.Refused)]
    [InlineData("EACCES", ErrorClass.Denied)]
    [InlineData("EROFS", ErrorClass.Denied)]
    [InlineData("EPIPE", ErrorClass.Real)]
    [InlineData("EINVAL", ErrorClass.Real)]
    [InlineData("E4000", ErrorClass.Real)]
    public void An_errno_is_in_its_class(string name, ErrorClass expected)
    {
        Assert.True(ErrnoNames.TryNumber(name, out int errno));
        Assert.Equal(expected, ErrnoNames.Class(errno));
    }

    [Fact]
    public void Every_class_has_a_word_that_leads_back()
    {
        ErrorClass[] classes = Enum.GetValues<ErrorClass>();

        Assert.Equal(ErrorClasses.Count, classes.Length);
        Assert.All(classes, one => Assert.Equal(one, ErrorClasses.Find(ErrorClasses.Word(one))));
        Assert.Equal("would block", ErrorClasses.Text(ErrorClass.WouldBlock));
        Assert.Null(ErrorClasses.Find("would block"));
    }

    [Fact]
    public void Failures_are_what_waiting_programs_do_not_count_on() => Assert.Equal(
        [ErrorClass.Real, ErrorClass.NotFound, ErrorClass.Refused, ErrorClass.Denied],
        Enum.GetValues<ErrorClass>().Where(ErrorClasses.IsFailure));
}
