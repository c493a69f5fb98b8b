using System.Globalization;
using Sysprof.Profile.Arguments;
using Sysprof.Profile.Model;
using Sysprof.Profile.Names;
using Xunit;

namespace Sysprof.Tests.Arguments;

public sealed class CallTextTests
{
    private const string Minus = "ffffffffffffffff";

    [Theory]
    [InlineData("read", "7 0 1000", "read(7 /var/log/x, 4096 B)")]
    [InlineData("read", "8 0 1000", "read(8, 4096 B)")]
    [InlineData("read", Minus + " 0 1", "read(-1, 1 B)")]
    [InlineData("writev", "7 7fff0000 1", "writev(7 /var/log/x, 1 buffer)")]
    [InlineData("pread64", "7 0 200 1000", "pread64(7 /var/log/x, 512 B, at 4096)")]
    [InlineData("accept4", "4", "accept4(4 tcp :8080)")]
    [InlineData("connect", "9 7fff0000 10", "connect(9)")]
    [InlineData("epoll_wait", "5 0 40 7530", "epoll_wait(epoll 5, timeout 30s)")]
    [InlineData("epoll_wait", "5 0 40 5dc", "epoll_wait(epoll 5, timeout 1500ms)")]
    [InlineData("epoll_wait", "5 0 40 0", "epoll_wait(epoll 5, no wait)")]
    [InlineData("epoll_wait", "5 0 40 ffffffff", "epoll_wait(epoll 5, no timeout)")]
    [InlineData("epoll_pwait2", "5 0 40 7fff0000", "epoll_pwait2(epoll 5, timeout)")]
    [InlineData("epoll_ctl", "5 1 7", "epoll_ctl(epoll 5, ADD, 7 /var/log/x)")]
    [InlineData("poll", "0 3 64", "poll(3 descriptors, timeout 100ms)")]
    [InlineData("poll", "0 1 " + Minus, "poll(1 descriptor, no timeout)")]
    [InlineData("ppoll", "0 2 0", "ppoll(2 descriptors, no timeout)")]
    [InlineData("select", "8 0 0 0 7fff0000", "select(fds < 8, timeout)")]
    [InlineData("pselect6", "8", "pselect6(fds < 8, no timeout)")]
    [InlineData("futex", "7f1200001000 80 2", "futex(WAIT, 0x7f1200001000, no timeout)")]
    [InlineData("futex", "7f1200001000 189 0 7fff0000", "futex(WAIT_BITSET, 0x7f1200001000, timeout)")]
    [InlineData("futex", "7f1200001000 81 1", "futex(WAKE, 0x7f1200001000, 1 thread)")]
    [InlineData("futex", "7f1200001000 81 7fffffff", "futex(WAKE, 0x7f1200001000, all threads)")]
    [InlineData("futex", "1000 84 1 1 2000", "futex(CMP_REQUEUE, 0x1000, 0x2000)")]
    [InlineData("futex", "1000 7e", "futex(operation 126, 0x1000)")]
    [InlineData("futex_waitv", "0 2 0 0", "futex_waitv(2 futexes, no timeout)")]
    [InlineData("wait4", "7b", "wait4(pid 123)")]
    [InlineData("wait4", Minus, "wait4(any child)")]
    [InlineData("wait4", "0", "wait4(own group)")]
    [InlineData("wait4", "fffffffb", "wait4(group 5)")]
    [InlineData("waitid", "1 7b", "waitid(pid 123)")]
    [InlineData("waitid", "3 4", "waitid(4 tcp :8080)")]
    [InlineData("nanosleep", "7fff0000", "nanosleep()")]
    [InlineData("clock_nanosleep", "1 1", "clock_nanosleep(CLOCK_MONOTONIC, absolute)")]
    [InlineData("clock_nanosleep", "0 0", "clock_nanosleep(CLOCK_REALTIME)")]
    [InlineData("io_uring_enter", "6 1 2", "io_uring_enter(io_uring 6, 1 submission, 2 completions)")]
    [InlineData("rt_sigtimedwait", "0 0 7fff0000", "rt_sigtimedwait(timeout)")]
    [InlineData("msgrcv", "20 0 400", "msgrcv(queue 32, 1024 B)")]
    [InlineData("semtimedop", "20 0 1 0", "semtimedop(semaphores 32, 1 operation, no timeout)")]
    [InlineData("fcntl", "7 7", "fcntl(7 /var/log/x, F_SETLKW)")]
    [InlineData("flock", "7 2", "flock(7 /var/log/x, LOCK_EX)")]
    [InlineData("flock", "7 6", "flock(7 /var/log/x, LOCK_EX)")]
    [InlineData("ioctl", "4 541b", "ioctl(4 tcp :8080, FIONREAD)")]
    [InlineData("ioctl", "4 c0de", "ioctl(4 tcp :8080, request 0xc0de)")]
    [InlineData("openat", "ffffff9c 7fff0000", "openat(AT_FDCWD)")]
    [InlineData("mmap", "0 1000 0 0 ffffffff", "mmap(4096 B)")]
    [InlineData("mmap", "0 1000 0 0 7", "mmap(4096 B, 7 /var/log/x)")]
    [InlineData("madvise", "1000 2000 4", "madvise(0x1000, 8192 B, MADV_DONTNEED)")]
    [InlineData("tgkill", "7b 7c f", "tgkill(pid 123, thread 124, SIGTERM)")]
    [InlineData("kill", "7b 22", "kill(pid 123, signal 34)")]
    [InlineData("socket", "a 1", "socket(inet6)")]
    [InlineData("pause", "", "pause()")]
    [InlineData("exit_group", "107", "exit_group(status 7)")]
    [InlineData("syscall_9999", "1 2 3", "syscall_9999()")]
    public void Calls_are_put_into_words(string name, string arguments, string text) =>
        Assert.Equal(text, CallText.Of(Key(SyscallAbi.X64, name), Read(arguments), NameOf));

    [Theory]
    [InlineData("read", "7 0 1000", "read(7 /var/log/x, 4096 B)")]
    [InlineData("pread64", "7 0 200 1000 0", "pread64(7 /var/log/x, 512 B)")]
    [InlineData("mmap", "ffff0000", "mmap()")]
    [InlineData("select", "ffff0000", "select()")]
    [InlineData("_newselect", "8", "_newselect(fds < 8, no timeout)")]
    [InlineData("socketcall", "5 ffff0000", "socketcall(accept)")]
    [InlineData("ipc", "c 20", "ipc(msgrcv, id 32)")]
    [InlineData("fcntl64", "7 e", "fcntl64(7 /var/log/x, F_SETLKW64)")]
    [InlineData("poll", "0 3 ffffffff", "poll(3 descriptors, no timeout)")]
    public void Calls_of_ia32_have_their_own_arguments(string name, string arguments, string text) =>
        Assert.Equal(text, CallText.Of(Key(SyscallAbi.Ia32, name), Read(arguments), NameOf));

    [Theory]
    [InlineData("read", 7, "7 /var/log/x")]
    [InlineData("futex", 0x80, "WAIT")]
    [InlineData("epoll_wait", 30000, "timeout 30s")]
    [InlineData("nanosleep", 1, null)]
    [InlineData("syscall_9999", 1, null)]
    public void The_argument_that_matters_is_there_alone(string name, uint argument, string? text) =>
        Assert.Equal(text, CallText.Argument(Key(SyscallAbi.X64, name), argument, NameOf));

    [Fact]
    public void Every_signature_is_of_a_call_that_there_is() =>
        Assert.Empty(SignatureTable.Calls.Except(SyscallTable.Names));

    [Fact]
    public void Whatever_the_registers_hold_there_are_words()
    {
        ulong[] values = [0, 1, ulong.MaxValue, uint.MaxValue, int.MaxValue, unchecked((ulong)long.MinValue), 0x80000000];
        foreach (SyscallAbi abi in Enum.GetValues<SyscallAbi>())
        {
            for (int number = -1; number <= SyscallTable.For(abi).Limit; number++)
            {
                foreach (ulong value in values)
                {
                    string text = CallText.Of(new CallKey(abi, number), [value, value, value, value, value, value]);
                    Assert.Matches(@"^[\w-]+\(.*\)$", text);
                }
            }
        }
    }

    private static CallKey Key(SyscallAbi abi, string name)
    {
        Assert.True(SyscallTable.For(abi).TryNumber(name, out int number), $"no {name}");
        return new CallKey(abi, number);
    }

    private static ulong[] Read(string arguments) =>
    [
        .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => ulong.Parse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
    ];

    private static string? NameOf(int fd) => fd switch
    {
        4 => "tcp :8080",
        5 => "eventpoll",
        7 => "/var/log/x",
        _ => null,
    };
}
