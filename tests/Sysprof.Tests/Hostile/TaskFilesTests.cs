using Sysprof.Kernel.Session;
using Xunit;

namespace Sysprof.Tests.Hostile;

/// <summary>What /proc tells of tasks whose names lie.</summary>
public sealed class TaskFilesTests
{
    [Theory]
    [InlineData("Name:\tsh\nUmask:\t0022\nTgid:\t4711\nPid:\t4712\n", 4711)]
    [InlineData("Name:\ta\rTgid:\tx\nTgid:\t4711\n", 4711)]
    [InlineData("Name:\ta\rTgid:\t1\nTgid:\t4711\n", 4711)]
    [InlineData("Name:\tTgid:\t1\nTgid:\t4711\n", 4711)]
    [InlineData("Name:\ta\u0085Tgid:\t1\u2028Tgid:\t2\nTgid:\t4711", 4711)]
    [InlineData("Name:\tsh\nTgid:\t4711 ", 4711)]
    [InlineData("Name:\tsh\nTgid:\t-1\n", null)]
    [InlineData("Name:\tsh\nTgid:\t99999999999\n", null)]
    [InlineData("Name:\tsh\nTgid:", null)]
    [InlineData("", null)]
    public void A_name_does_not_say_which_process_it_is(string status, int? tgid) => Assert.Equal(tgid, TaskFiles.Tgid(status));

    [Theory]
    [InlineData("7 (a) S 1 7 7", true)]
    [InlineData("7 (a) Z 1 7 7", false)]
    [InlineData("7 (a) X 1 7 7", false)]
    [InlineData("7 (a) Z 1 (b) R 1 7 7", true)]
    [InlineData("7 (a\n) R) Z 1 7 7", false)]
    [InlineData("7 (a)", false)]
    [InlineData("7 (a) ", false)]
    [InlineData("7", false)]
    [InlineData("", false)]
    public void A_name_does_not_say_whether_it_runs(string stat, bool runs) => Assert.Equal(runs, TaskFiles.IsRunning(stat));

    [Theory]
    [InlineData("0::/a/b\n", true, "/a/b")]
    [InlineData("1:name=systemd:/x\n0::/a:b\rc\n", true, "/a:b\rc")]
    [InlineData("1:name=systemd:/x\r0::/y\n0::/z\n", true, "/z")]
    [InlineData("12:memory:/\n1:name=systemd:/x\r0::/y\n", false, "/x\r0::/y")]
    [InlineData("12:memory:/\n", false, null)]
    [InlineData("12:memory:/a\n", true, null)]
    [InlineData("0::\n", true, "")]
    [InlineData("no colon\n", false, "no colon")]
    [InlineData("", false, null)]
    public void A_path_is_the_rest_of_its_line(string cgroup, bool isUnified, string? path) =>
        Assert.Equal(path, TaskFiles.CgroupPath(cgroup, isUnified));
}
