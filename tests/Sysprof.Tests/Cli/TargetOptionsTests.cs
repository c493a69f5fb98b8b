using Sysprof.Kernel.Session;
using Sysprof.Profile.Model;
using Xunit;

namespace Sysprof.Tests.Cli;

public class TargetOptionsTests
{
    [Fact]
    public async Task Without_a_target_it_is_the_machine() => Assert.IsType<Target.Machine>((await ReadAsync()).Target);

    [Fact]
    public async Task Processes_and_threads_are_lists_that_may_be_combined_and_repeated()
    {
        Target.Tasks tasks = Assert.IsType<Target.Tasks>((await ReadAsync("-p", "12,13", "-p14", "--pid=12", "-t", "7")).Target);

        Assert.Equal([12, 13, 14], tasks.Tgids);
        Assert.Equal([7], tasks.Tids);
    }

    [Fact]
    public async Task Names_are_matched_by_a_regular_expression()
    {
        Target.Comm comm = Assert.IsType<Target.Comm>((await ReadAsync("--comm", "^post")).Target);

        Assert.Matches(comm.Pattern, "postgres");
        Assert.DoesNotMatch(comm.Pattern, "compost");
    }

    [Fact]
    public async Task A_cgroup_is_a_path() =>
        Assert.Equal("/a:b=c", Assert.IsType<Target.Cgroup>((await ReadAsync("--cgroup=/a:b=c")).Target).Path);

    [Fact]
    public async Task A_command_keeps_every_word_after_the_first_dashes()
    {
        SessionOptions options = await ReadAsync("-d", "5s", "--", "sh", "-c", "exit 7", "--", "-d", "@x", "[y]", "");

        Assert.Equal(["sh", "-c", "exit 7", "--", "-d", "@x", "[y]", ""], Assert.IsType<Target.Command>(options.Target).Arguments);
    }

    [Fact]
    public async Task Calls_are_traced_as_selected()
    {
        SessionOptions options = await ReadAsync("-e", "read,write", "-e", "/^epoll/");

        Assert.True(options.Calls.Contains(new CallKey(SyscallAbi.X64, 1)));
        Assert.True(options.Calls.Contains(new CallKey(SyscallAbi.X64, 232)));
        Assert.False(options.Calls.Contains(new CallKey(SyscallAbi.X64, 3)));
        Assert.True((await ReadAsync()).Calls.IsEverything);
    }

    [Fact]
    public async Task Children_are_followed_and_the_ring_has_its_own_size_unless_told_otherwise()
    {
        SessionOptions plain = await ReadAsync();
        SessionOptions told = await ReadAsync("--no-follow", "--ring-size", "64K");

        Assert.True(plain.FollowChildren);
        Assert.Null(plain.RingBytes);
        Assert.False(told.FollowChildren);
        Assert.Equal(65_536, told.RingBytes);
    }

    private static async Task<SessionOptions> ReadAsync(params string[] arguments)
    {
        var world = new CliWorld { Run = new FakeRun() };
        world.Run.End(exitCode: 0);
        await world.RunAsync(["stat", .. arguments]);
        Assert.DoesNotContain("error", world.Error, StringComparison.Ordinal);
        return world.Started!;
    }
}
