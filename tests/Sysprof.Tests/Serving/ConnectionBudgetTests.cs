using Sysprof.Cli.Serving.Listening;
using Sysprof.Profile;
using Xunit;

namespace Sysprof.Tests.Serving;

public sealed class ConnectionBudgetTests
{
    [Theory]
    [InlineData(null, 512)]
    [InlineData(1_048_576L, 512)]
    [InlineData(192L + ConnectionBudget.Reserve + 512, 512)]
    [InlineData(192L + ConnectionBudget.Reserve + 511, 511)]
    [InlineData(192L + ConnectionBudget.Reserve + ConnectionBudget.Least, ConnectionBudget.Least)]
    public void Connections_get_what_is_left_of_the_descriptors(long? limit, int expected) =>
        Assert.Equal(expected, ConnectionBudget.Connections(limit, 192, 512));

    [Fact]
    public void Fewer_connections_than_usual_need_fewer_descriptors() =>
        Assert.Equal(3, ConnectionBudget.Connections(100 + ConnectionBudget.Reserve + 3, 100, 3));

    [Fact]
    public void Too_few_descriptors_are_an_error_that_says_how_many_are_needed()
    {
        var error = Assert.Throws<SysprofException>(() => ConnectionBudget.Connections(200, 190, 512));

        Assert.Equal(
            $"serving metrics: 200 file descriptors are too few, {190 + ConnectionBudget.Reserve + ConnectionBudget.Least} are needed",
            error.Message);
        Assert.Equal("raise the limit: `ulimit -n 1024`, or LimitNOFILE=1024 in the unit", error.Hint);
        Assert.Equal(ExitCode.Failure, error.ExitCode);
    }

    [Theory]
    [InlineData("Max open files            300                  4096                 files     ", 300L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             300                  300                  processes ", null)]
    public void The_limit_is_read_from_proc(string line, long? expected) => Assert.Equal(
        expected,
        OwnDescriptors.LimitIn(["Limit                     Soft Limit           Hard Limit           Units     ", line]));

    [Fact]
    public void What_is_open_is_counted()
    {
        int before = OwnDescriptors.Open();
        FileStream[] files = [.. Enumerable.Range(0, 200).Select(_ => File.OpenRead("/dev/null"))];

        // Other tests open and close some meanwhile.
        Assert.InRange(OwnDescriptors.Open() - before, 100, 10_000);
        Array.ForEach(files, file => file.Dispose());
    }
}
