using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Names;

/// <summary>What syscalls.tsv says of the calls besides their numbers.</summary>
public sealed class SyscallInfoTests
{
    public static TheoryData<SyscallAbi> Abis => [.. Enum.GetValues<SyscallAbi>()];

    [Theory]
    [MemberData(nameof(Abis))]
    public void Every_row_makes_sense(SyscallAbi abi)
    {
        foreach (SyscallInfo info in Calls(abi))
        {
            Assert.Matches("^_?[a-z][a-z0-9_]*$", info.Name);
            Assert.InRange(info.Argument, 0, 6);
            Assert.True((info.Argument == 0) == (info.ArgumentKind == ArgumentKind.None), info.Name);
            Assert.True(Enum.IsDefined(info.ArgumentKind), info.Name);
            Assert.False(info.IdleWait && info.ReturnsBytes, info.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Abis))]
    public void Only_the_exits_never_return(SyscallAbi abi) =>
        Assert.Equal(["exit", "exit_group"], Names(abi, info => info.NeverReturns));

    [Theory]
    [InlineData(SyscallClasses.Pure, "getegid geteuid getgid getpgrp getpid getppid gettid getuid")]
    [InlineData(
        SyscallClasses.Clock,
        "adjtimex clock_adjtime clock_getres clock_gettime clock_settime gettimeofday settimeofday time")]
    [InlineData(
        SyscallClasses.Ipc, "msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget")]
    [InlineData(SyscallClasses.Stat, "stat")]
    [InlineData(SyscallClasses.LinkStat, "lstat")]
    [InlineData(SyscallClasses.DescriptorStat, "fstat newfstatat statx")]
    [InlineData(SyscallClasses.AnyStat, "fstat lstat newfstatat stat statx")]
    [InlineData(SyscallClasses.FileSystemStat, "statfs")]
    [InlineData(SyscallClasses.DescriptorFileSystemStat, "fstatfs")]
    [InlineData(SyscallClasses.AnyFileSystemStat, "fstatfs statfs ustat")]
    [InlineData(
        SyscallClasses.Process,
        "clone clone3 execve execveat exit exit_group fork kill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo "
        + "tgkill tkill vfork wait4 waitid")]
    [InlineData(
        SyscallClasses.Network,
        "accept accept4 bind connect getpeername getpmsg getsockname getsockopt listen putpmsg recvfrom recvmmsg recvmsg "
        + "sendfile sendmmsg sendmsg sendto setsockopt shutdown socket socketpair")]
    public void Classes_are_those_of_strace(SyscallClasses classes, string names) =>
        Assert.Equal(names.Split(' '), Names(SyscallAbi.X64, info => (info.Classes & classes) != 0));

    [Fact]
    public void Every_class_has_calls()
    {
        foreach (SyscallClasses one in Enum.GetValues<SyscallClasses>().Except([SyscallClasses.None]))
            Assert.NotEmpty(Names(SyscallAbi.X64, info => info.Classes.HasFlag(one)));
    }

    [Theory]
    [InlineData("read", true)]
    [InlineData("sendfile", true)]
    [InlineData("getdents64", true)]
    [InlineData("getrandom", true)]
    [InlineData("process_vm_writev", true)]
    [InlineData("listxattrat", true)]
    [InlineData("lseek", false)]
    [InlineData("recvmmsg", false)]
    [InlineData("fcntl", false)]
    [InlineData("mmap", false)]
    [InlineData("readahead", false)]
    [InlineData("io_submit", false)]
    public void Results_in_bytes_are_marked(string name, bool returnsBytes) =>
        Assert.Equal(returnsBytes, Find(SyscallAbi.X64, name).ReturnsBytes);

    [Theory]
    [InlineData("epoll_wait", true)]
    [InlineData("clock_nanosleep", true)]
    [InlineData("accept4", true)]
    [InlineData("wait4", true)]
    [InlineData("read", false)]
    [InlineData("futex", false)]
    [InlineData("io_uring_enter", false)]
    public void Idle_waits_are_marked(string name, bool isIdle) =>
        Assert.Equal(isIdle, Find(SyscallAbi.X64, name).IdleWait);

    [Theory]
    [InlineData("read", 1, ArgumentKind.Descriptor)]
    [InlineData("openat", 1, ArgumentKind.DirectoryDescriptor)]
    [InlineData("symlinkat", 2, ArgumentKind.DirectoryDescriptor)]
    [InlineData("futex", 2, ArgumentKind.FutexOperation)]
    [InlineData("fcntl", 2, ArgumentKind.FcntlCommand)]
    [InlineData("ioctl", 2, ArgumentKind.IoctlRequest)]
    [InlineData("epoll_wait", 4, ArgumentKind.TimeoutMs)]
    [InlineData("poll", 3, ArgumentKind.TimeoutMs)]
    [InlineData("socket", 1, ArgumentKind.SocketFamily)]
    [InlineData("kill", 2, ArgumentKind.Signal)]
    [InlineData("tgkill", 3, ArgumentKind.Signal)]
    [InlineData("mmap", 2, ArgumentKind.Bytes)]
    [InlineData("getpid", 0, ArgumentKind.None)]
    public void The_argument_that_matters_is_named(string name, int argument, ArgumentKind kind)
    {
        SyscallInfo info = Find(SyscallAbi.X64, name);

        Assert.Equal((argument, kind), (info.Argument, info.ArgumentKind));
    }

    [Fact]
    public void The_old_mmap_of_ia32_takes_a_pointer_and_has_no_argument_to_show()
    {
        SyscallInfo info = Find(SyscallAbi.Ia32, "mmap");

        Assert.Equal((0, ArgumentKind.None), (info.Argument, info.ArgumentKind));
        Assert.Equal(2, Find(SyscallAbi.Ia32, "mmap2").Argument);
    }

    private static SyscallInfo Find(SyscallAbi abi, string name)
    {
        Assert.True(SyscallTable.For(abi).TryNumber(name, out int number));
        return SyscallTable.For(abi).Find(number)!;
    }

    private static IEnumerable<string> Names(SyscallAbi abi, Func<SyscallInfo, bool> where) =>
        Calls(abi).Where(where).Select(info => info.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<SyscallInfo> Calls(SyscallAbi abi)
    {
        SyscallTable table = SyscallTable.For(abi);
        return Enumerable.Range(0, table.Limit).Select(table.Find).OfType<SyscallInfo>();
    }
}
